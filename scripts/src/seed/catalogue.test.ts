import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { catalogue, encode, type Picture } from './catalogue.js';

describe('the demo pictures', () => {
  test('are twelve, in three formats, none of them of the account with the smallest plan', () => {
    expect(new Set(catalogue.map(({ title }) => title)).size).toBe(12);
    expect(new Set(catalogue.map(({ format }) => format))).toEqual(new Set(['jpeg', 'png', 'webp']));
    expect(catalogue.map(({ owner }) => String(owner))).not.toContain('ada');
  });

  test('are the same each time they are drawn', async () => {
    const loops = catalogue.find(({ title }) => title === 'Loops') as Picture;
    const [first, second] = [await encode(loops), await encode(loops)];
    expect(first.equals(second)).toBe(true);
    expect(await sharp(first).metadata()).toMatchObject({ format: 'png', width: 1600, height: 1200 });
  });
});
