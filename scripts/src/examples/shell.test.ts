import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive } from '../process/inspect.js';
import { findDifference } from './check.js';
import { examplesOf } from './document.js';
import { openShell, type Shell } from './shell.js';

let shell: Shell;
let shown: string;

beforeEach(async () => {
  shown = '';
  const onOutput = (text: string) => {
    shown += text;
  };
  shell = await openShell({ cwd: tmpdir(), env: process.env, withinMs: 2_000, onOutput });
});

afterEach(() => shell.close());

it('keeps variables, functions and the folder, and takes errors as output in their place', async () => {
  await shell.run('name=mary; greet() { echo "hello $name"; }; cd /');
  const { printed } = await shell.run('greet; echo oops >&2; pwd; false');
  expect(printed).toBe('hello mary\noops\n/\n');
  expect(shown).toBe(printed);
});

it('gives commands no input, so that none reads those after it', async () => {
  expect((await shell.run('cat; echo done')).printed).toBe('done\n');
  expect((await shell.run('echo next')).printed).toBe('next\n');
});

it('ends commands that take too long, with all that they started', async () => {
  const { printed, over } = await shell.run('sleep 60 & echo $!; wait');
  expect(over).toBe('not done after 2 s');
  await expect.poll(() => isAlive(Number(printed))).toBe(false);
  expect((await shell.run('echo more')).over).toBe('the shell has ended');
});

it('names the line of a document that is not as printed, and runs nothing after it', async () => {
  const markdown = [
    '```sh\necho one\n```\n\n```console\none\n```\n',
    '```sh\nprintf "HTTP/1.1 429\\nserver: envoy\\n"\n```\n\n```console\nHTTP/1.1 200\nserver: …\n```\n',
    '```sh\necho three\n```\n\n```console\nthree\n```\n',
  ].join('\n');
  const difference = await findDifference('chapter.md', examplesOf(markdown, 'npm'), shell);
  expect(difference).toBe(
    [
      'chapter.md:14: the commands of line 10 print something else (- expected, + printed)',
      '    printf "HTTP/1.1 429\\nserver: envoy\\n"',
      '',
      '  - HTTP/1.1 200',
      '  + HTTP/1.1 429',
      '    server: envoy',
    ].join('\n'),
  );
  expect(shown).not.toContain('three');
});
