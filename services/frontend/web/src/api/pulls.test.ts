import { expect, it } from 'vitest';
import { fileNameOf, pullPath } from './pulls.js';

it('asks for no more than what was chosen', () => {
  expect(pullPath('a/b', { w: 800, h: undefined, format: 'webp' })).toBe(
    '/api/images/a%2Fb/pull?w=800&format=webp',
  );
});

it.each([
  ['attachment; filename="sea.webp"', 'sea.webp'],
  ['inline; filename=sea.webp', 'sea.webp'],
  [`inline; filename="s_.webp"; filename*=UTF-8''s%C3%A9.webp`, 'sé.webp'],
  [`inline; filename="s.webp"; filename*=UTF-8''%E0%A4%A`, 's.webp'],
  ['inline', undefined],
  [null, undefined],
])('saves a pull under the name that the service gives: %s', (field, name) => {
  expect(fileNameOf(field)).toBe(name);
});
