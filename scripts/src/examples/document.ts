/** How a hub runs. Commands that differ are in blocks marked `sh npm` and `sh compose`. */
export type Way = 'npm' | 'compose';

/** Commands in a document and what it says that they print. */
export interface Example {
  kind: 'example';
  /** Line of the document at which the commands begin, counted from 1. */
  line: number;
  commands: string;
  /** Line at which the output begins. */
  outputLine: number;
  /** In the pattern language of `comparison.ts`. */
  output: string;
}

/** All else: what is read, and not run. */
export interface Prose {
  kind: 'prose';
  text: string;
}

const inside = '((?:(?!```).*\\n)*)```';
const shellBlock = new RegExp(`^\`\`\`sh ?(\\w*)\\n${inside}$`, 'gm');
const exampleBlocks = new RegExp(`((?:^\`\`\`sh ?\\w*\\n${inside}\\s+)+)^\`\`\`console\\n${inside}$`, 'gm');

/**
 * Reads a Markdown document. An example is a fenced block `sh`, directly followed by one `console`. Where the ways to run a
 * hub need different commands, blocks `sh npm` and `sh compose` stand one after the other instead, and the one that fits is
 * taken. All else is prose, other blocks too.
 */
export function readDocument(markdown: string, way: Way): (Prose | Example)[] {
  const passages: (Prose | Example)[] = [];
  let read = 0;
  const addProse = (end: number) => {
    if (end > read) passages.push({ kind: 'prose', text: markdown.slice(read, end) });
  };
  for (const { 0: all, 1: shells = '', 3: output = '', index } of markdown.matchAll(exampleBlocks)) {
    const choices = [...shells.matchAll(shellBlock)];
    // Behind each other, two without a way are no choice: the first is only shown.
    const lastAlone = choices.findLast(([, choice]) => choice === '');
    const chosen = lastAlone ?? choices.find(([, choice]) => choice === way);
    addProse(index + (lastAlone?.index ?? 0));
    read = index + all.length;
    if (!chosen) continue;
    passages.push({
      kind: 'example',
      line: lineAt(markdown, index + chosen.index) + 1,
      commands: chosen[2] ?? '',
      outputLine: lineAt(markdown, index + shells.length) + 1,
      output,
    });
  }
  addProse(markdown.length);
  return passages;
}

/** The examples of a document, in their order. */
export function examplesOf(markdown: string, way: Way): Example[] {
  return readDocument(markdown, way).filter((passage) => passage.kind === 'example');
}

/** The line of a place in a text, counted from 1. */
function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
