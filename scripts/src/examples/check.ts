import { compare, isAsExpected, showComparison } from './comparison.js';
import type { Example } from './document.js';
import type { Run, Shell } from './shell.js';

/**
 * Runs examples in their order, until one prints something else than the document says: those after it build on it.
 * @param file the document, as it is named to people
 * @returns what to say about the one that differs; undefined when all print what the document says
 */
export async function findDifference(
  file: string,
  examples: Example[],
  shell: Shell,
): Promise<string | undefined> {
  for (const example of examples) {
    const difference = differenceOf(file, example, await shell.run(example.commands));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** What to say about an example that was run: where it differs, and how; undefined when it does not. */
export function differenceOf(file: string, example: Example, { printed, over }: Run): string | undefined {
  const lines = compare(example.output, printed);
  if (over === undefined && isAsExpected(lines)) return undefined;
  const first = lines.find(({ kind }) => kind !== 'same')?.index ?? 0;
  const commands = example.commands.trimEnd().replaceAll(/^/gm, '    ');
  return [
    `${file}:${example.outputLine + first}: the commands of line ${example.line} print something else (- expected, + printed)`,
    ...(over === undefined ? [] : [`  and were given up: ${over}`]),
    commands,
    '',
    showComparison(lines),
  ].join('\n');
}
