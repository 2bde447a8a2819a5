import { tmpdir } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openShell, type Shell } from '../examples/shell.js';
import { walk } from './walk.js';

const markdown = [
  '# A chapter\n\nSay **one**.\n',
  '```sh\necho one\n```\n\n```console\n…ne\n```\n',
  'Then two.\n',
  '```sh\necho two\n```\n\n```console\n2\n```\n',
  'And three.\n',
  '```sh\necho three\n```\n\n```console\nthree\n```\n',
].join('\n');

let shell: Shell;
let shown: string;
const show = (text: string) => {
  shown += stripVTControlCharacters(text);
};

beforeEach(async () => {
  shown = '';
  shell = await openShell({ cwd: tmpdir(), env: process.env, withinMs: 5_000, onOutput: show });
});

afterEach(() => shell.close());

it('shows each passage, runs at Enter, shows what is expected beside what is printed, and ends at q', async () => {
  const answers = ['', '', 'q'];
  await walk({ markdown }, { way: 'npm' }, { show, ask: async () => answers.shift() }, shell);
  expect(shown.split(/\n{2,}/)).toEqual([
    '\n# A chapter',
    'Say one.',
    '    echo one',
    'one',
    '✔ as the chapter says:\n    …ne',
    'Then two.',
    '    echo two',
    'two',
    'The chapter says something else (- expected, + printed)\n  - 2\n  + two',
    'And three.',
    '    echo three',
    'Putting back what the chapter has changed …\n',
  ]);
});

it('ends when the terminal is gone', async () => {
  await walk({ markdown }, { way: 'npm' }, { show, ask: async () => undefined }, shell);
  expect(shown).not.toContain('Then two.');
});
