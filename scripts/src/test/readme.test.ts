import { expect, it } from 'vitest';
import { examplesOf, patternOf } from './readme.js';

it('takes the commands that are followed by what they print, and no others', () => {
  const markdown = [
    '```sh\nnpm start\n```\n\nText\n\n```\nnot run\n```\n',
    '```sh\necho one\n```\n\n```console\none\n```\n',
    '```sh\necho two\n```\n\n```console\ntwo\n```',
  ].join('\n');
  expect(examplesOf(markdown)).toEqual([
    { commands: 'echo one\n', output: 'one\n' },
    { commands: 'echo two\n', output: 'two\n' },
  ]);
});

it('holds every line and its order, and lets … be anything on its line', () => {
  const pattern = patternOf('HTTP/1.1 200 OK\ndate: …\n{"id":"…"}\n');
  expect(pattern.test('\nHTTP/1.1 200 OK\r\ndate: today\r\n{"id":"7"}\n')).toBe(true);
  expect(pattern.test('HTTP/1.1 200 OK\n{"id":"7"}')).toBe(false);
  expect(pattern.test('HTTP/1.1 200 OK\ndate: today\nserver: x\n{"id":"7"}')).toBe(false);
});
