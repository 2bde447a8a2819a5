import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { onPath } from '../provision/path.js';

/** A block of commands in the README and what it says that they print, where `…` stands for any text on a line. */
interface Example {
  commands: string;
  output: string;
}

export interface ReadmeHub {
  url: string;
  consulUrl: string;
  /** Path of the consul program. */
  consul: string;
}

const withinMs = 60_000;

/**
 * Runs the README's examples against a hub, all in one shell and in their order. Answers whether all print what it
 * says; without curl, which nothing else here needs, they are left out.
 */
export async function checkReadme(hub: ReadmeHub): Promise<boolean> {
  if ((await onPath('curl')).length === 0) {
    console.log('README.md: its examples are not run, since there is no curl on PATH');
    return true;
  }
  const text = await readFile(join(checkout, 'README.md'), 'utf8');
  // Names are unique in a hub, and this one may have been tested before.
  const examples = examplesOf(text.replaceAll(/\bmary\b/g, `mary-${randomBytes(4).toString('hex')}`));
  const outputs = await runAll(examples, hub);
  const wrong = examples.flatMap((example, index) => {
    const printed = outputs[index] ?? 'nothing';
    return patternOf(example.output).test(printed) ? [] : [{ ...example, printed }];
  });
  for (const { commands, output, printed } of wrong) {
    console.error(`README.md says that\n\n${commands}\nprints\n\n${output}\nbut it printed\n${printed}`);
  }
  console.log(
    `README.md: ${examples.length - wrong.length} of ${examples.length} examples print what it says`,
  );
  return examples.length > 0 && wrong.length === 0;
}

/** The `sh` blocks whose next block is a `console` block. */
export function examplesOf(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, language, commands = ''], index) => {
    const [, nextLanguage, output = ''] = blocks[index + 1] ?? [];
    return language === 'sh' && nextLanguage === 'console' ? [{ commands, output }] : [];
  });
}

/** What matches an output, whatever ends its lines. */
export function patternOf(output: string): RegExp {
  const literals = output.trim().split('…');
  const escaped = literals.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^\\s*${escaped.join('.*?').replaceAll('\n', '\\r?\\n')}\\s*$`);
}

async function runAll(examples: Example[], { url, consulUrl, consul }: ReadmeHub): Promise<string[]> {
  const mark = randomBytes(8).toString('hex');
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-readme-'));
  try {
    const { all } = await execa(
      'bash',
      ['-c', examples.map(({ commands }) => commands).join(`\necho ${mark}\n`)],
      {
        cwd: folder,
        env: {
          IMAGEHUB_URL: url,
          CONSUL_HTTP_ADDR: consulUrl,
          PATH: `${dirname(consul)}${delimiter}${process.env.PATH}`,
        },
        all: true,
        reject: false,
        timeout: withinMs,
      },
    );
    return all.split(mark);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
