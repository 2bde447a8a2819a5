/**
 * What a document says that commands print, beside what they did print. The pattern language:
 *
 * - Lines are compared one by one, in their order; blanks at the end of a line, and empty lines before and after all, do not count.
 * - `…` stands for anything on its line, also for nothing.
 * - A line that is only `…` stands for any number of lines, also for none.
 * - Everything else stands for itself.
 */

/** A line of both sides, or of one of them. */
export interface ComparedLine {
  kind: 'same' | 'missing' | 'unexpected';
  /** As expected, or where that is a pattern or nothing, as printed. */
  text: string;
  /** Number of the expected line from 0: the one that it is, or before which it stands. */
  index: number;
}

const anyLines = '…';

/** Lines that both sides have, that are missing in the output, and that should not be in it; as few of the latter as can be. */
export function compare(expected: string, printed: string): ComparedLine[] {
  const wanted = linesOf(expected);
  const found = linesOf(printed);
  const cost = costs(wanted, found);
  const lines: ComparedLine[] = [];
  let i = 0;
  let j = 0;
  while (i < wanted.length || j < found.length) {
    const [want, got] = [wanted[i], found[j]];
    const left = cost(i, j);
    if (want === anyLines && left === cost(i + 1, j)) i += 1;
    else if (want === anyLines && got !== undefined && left === cost(i, j + 1))
      lines.push({ kind: 'same', text: found[j++] ?? '', index: i });
    else if (want !== undefined && got !== undefined && fits(want, got) && left === cost(i + 1, j + 1)) {
      lines.push({ kind: 'same', text: got, index: i++ });
      j += 1;
    } else if (want !== undefined && left === cost(i + 1, j) + 1)
      lines.push({ kind: 'missing', text: want, index: i++ });
    else lines.push({ kind: 'unexpected', text: found[j++] ?? '', index: i });
  }
  return lines;
}

/** Whether commands printed what is expected of them. */
export function isAsExpected(lines: ComparedLine[]): boolean {
  return lines.every(({ kind }) => kind === 'same');
}

/** Those lines, `-` before what is missing and `+` before what should not be there. */
export function showComparison(lines: ComparedLine[]): string {
  const signs = { same: ' ', missing: '-', unexpected: '+' };
  return lines.map(({ kind, text }) => `  ${signs[kind]} ${text}`.trimEnd()).join('\n');
}

/**
 * The number of lines that differ from given lines on.
 * Edit distance with insertion and removal: Wagner and Fischer, The String-to-String Correction Problem, 1974.
 */
function costs(wanted: string[], found: string[]): (i: number, j: number) => number {
  const width = found.length + 1;
  const table = new Array<number>((wanted.length + 1) * width).fill(0);
  const cost = (i: number, j: number): number =>
    i > wanted.length || j > found.length ? Number.POSITIVE_INFINITY : (table[i * width + j] ?? 0);
  for (let i = wanted.length; i >= 0; i -= 1) {
    for (let j = found.length; j >= 0; j -= 1) {
      const [want, got] = [wanted[i], found[j]];
      if (want === undefined && got === undefined) continue;
      const isAny = want === anyLines;
      const matched = want !== undefined && got !== undefined && !isAny && fits(want, got);
      table[i * width + j] = Math.min(
        cost(i + 1, j) + (isAny ? 0 : 1),
        cost(i, j + 1) + (isAny ? 0 : 1),
        matched ? cost(i + 1, j + 1) : Number.POSITIVE_INFINITY,
      );
    }
  }
  return cost;
}

function fits(pattern: string, line: string): boolean {
  if (!pattern.includes(anyLines)) return pattern === line;
  const literals = pattern.split(anyLines).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`).test(line);
}

function linesOf(text: string): string[] {
  const trimmed = text.replaceAll(/[ \t\r]+$/gm, '').replaceAll(/^\n+|\n+$/g, '');
  return trimmed === '' ? [] : trimmed.split('\n');
}
