import { expect, it } from 'vitest';
import { compare, isAsExpected, showComparison } from './comparison.js';

const fits = (expected: string, printed: string) => isAsExpected(compare(expected, printed));

it('holds every line and its order, and lets … be anything on its line', () => {
  const expected = 'HTTP/1.1 200 OK\ndate: …\n\n{"id":"…","likes":…}\n';
  expect(fits(expected, '\nHTTP/1.1 200 OK\r\ndate: today\r\n\r\n{"id":"7","likes":0}\n')).toBe(true);
  expect(fits(expected, 'HTTP/1.1 200 OK\n\n{"id":"7","likes":0}')).toBe(false);
  expect(fits(expected, 'HTTP/1.1 200 OK\ndate: today\nserver: x\n\n{"id":"7","likes":0}')).toBe(false);
  expect(fits('a.c … (x)', 'abc 1 (x)')).toBe(false);
});

it('lets a line that is only … be any number of lines', () => {
  for (const printed of ['first\nlast', 'first\n2\nlast', 'first\n2\n\n3\nlast']) {
    expect(fits('first\n…\nlast', printed)).toBe(true);
  }
  expect(fits('first\n…\nlast', 'first\nlast\nmore')).toBe(false);
  expect(fits('…', '')).toBe(true);
});

it('expects nothing where nothing is said', () => {
  expect(fits('', '\n')).toBe(true);
  expect(fits('', 'something')).toBe(false);
});

it('shows which lines are missing, which were not expected, and which are the same', () => {
  const lines = compare('200\nplan: "personal"\nleft: …\n', '200\nplan: "team"\nleft: 3\nextra\n');
  expect(showComparison(lines)).toBe(
    ['    200', '  - plan: "personal"', '  + plan: "team"', '    left: 3', '  + extra'].join('\n'),
  );
});
