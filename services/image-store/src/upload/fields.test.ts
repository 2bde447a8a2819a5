import { expect, it } from 'vitest';
import { parseFields } from './fields.js';

function parse(texts: Record<string, string>, fileName = 'photo.jpg') {
  return parseFields(new Map(Object.entries(texts)), fileName);
}

it('takes the title from the file when there is none', () => {
  expect(parse({}, 'C:\\photos\\summer.2024.png').title).toBe('summer.2024');
  expect(parse({ title: '  ' }, '../../x/sea.jpeg').title).toBe('sea');
  expect(parse({}, '.jpg').title).toBe('Untitled');
  expect(parse({}, '').title).toBe('Untitled');
  expect(parse({}, 'a\u0000b.png').title).toBe('a b');
  expect(parse({}, `a${'🌊'.repeat(300)}.png`).title).toBe(`a${'🌊'.repeat(199)}`);
});

it('counts each tag once, in any case', () => {
  expect(parse({ tags: ' Sea,night , sea,,' }).tags).toEqual(['sea', 'night']);
});

it('passes on what it does not know, to be refused', () => {
  expect(parse({ colour: 'red' })).toHaveProperty('colour', 'red');
});
