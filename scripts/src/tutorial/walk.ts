import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { compare, isAsExpected, showComparison } from '../examples/comparison.js';
import { type Example, readDocument } from '../examples/document.js';
import type { Run, Shell } from '../examples/shell.js';
import { Failure } from '../failure.js';
import type { Chapter } from './chapters.js';
import type { TutorialHub } from './hub.js';
import { plainText } from './prose.js';
import { inSession } from './session.js';

/** Where a chapter is shown, and who walks it. */
export interface Reader {
  show(text: string): void;
  /** What the reader types before Enter; undefined when there is nobody any more. */
  ask(question: string): Promise<string | undefined>;
}

/**
 * Walks a chapter in the terminal: shows what is to be read, runs commands at Enter, and shows what they print beside what
 * the chapter says. `q`, Ctrl-C and the end of the chapter put back what it changed.
 * @throws {Failure} when there is no terminal
 */
export async function walkChapter(chapter: Chapter, hub: TutorialHub): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new Failure(
      `Walking a chapter needs a terminal. Without one: npm run tutorial -- --check ${chapter.number}`,
    );
  }
  const stopped = new AbortController();
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  lines.on('SIGINT', () => stopped.abort());
  const { signal } = stopped;
  const show = (text: string) => void process.stdout.write(text);
  const ask = (question: string) => lines.question(question, { signal }).catch(() => undefined);
  try {
    await inSession({ hub, signal, onOutput: show }, (shell) => walk(chapter, hub, { show, ask }, shell));
  } finally {
    lines.close();
  }
}

/** Shows passage by passage, until the reader wants no more. */
export async function walk(
  { markdown }: Pick<Chapter, 'markdown'>,
  { way }: Pick<TutorialHub, 'way'>,
  reader: Reader,
  shell: Shell,
): Promise<void> {
  for (const passage of readDocument(markdown, way)) {
    if (passage.kind === 'prose') {
      reader.show(`\n${plainText(passage.text).trim()}\n\n`);
      continue;
    }
    reader.show(`${styleText('cyan', passage.commands.replaceAll(/^(?!$)/gm, '    '))}\n`);
    const answer = await reader.ask('  Enter runs it, q ends the chapter ');
    if (answer === undefined || answer.trim() === 'q') {
      reader.show('\nPutting back what the chapter has changed …\n');
      return;
    }
    reader.show('\n');
    reader.show(verdict(passage, await shell.run(passage.commands)));
  }
}

/** What the chapter expects, beside what was printed. */
function verdict({ output }: Example, { printed, over }: Run): string {
  const lines = compare(output, printed);
  const gap = printed === '' || printed.endsWith('\n') ? '\n' : '\n\n';
  if (over === undefined && isAsExpected(lines)) {
    const pattern = output.includes('…')
      ? styleText('dim', `:\n${output.replaceAll(/^(?!$)/gm, '    ')}`)
      : '';
    return `${gap}${styleText('green', '✔ as the chapter says')}${pattern.trimEnd()}\n`;
  }
  const title = styleText('yellow', 'The chapter says something else (- expected, + printed)');
  return `${gap}${title}${over === undefined ? '' : `: ${over}`}\n${showComparison(lines)}\n`;
}
