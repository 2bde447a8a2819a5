import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { catalogue } from './catalogue.js';
import { encode, type Picture } from './picture.js';

describe('the demo pictures', () => {
  test('are two dozen of several people and formats, each with a text for who cannot see it', () => {
    expect(new Set(catalogue.map(({ title }) => title)).size).toBe(24);
    expect(new Set(catalogue.map(({ format }) => format))).toEqual(new Set(['jpeg', 'png', 'webp', 'avif']));
    expect(new Set(catalogue.map(({ owner }) => owner))).toEqual(new Set(['grace', 'linus', 'admin']));
    for (const { alt, tags } of catalogue) {
      expect(alt.length).toBeGreaterThan(20);
      expect(tags.length).toBe(3);
    }
  });

  test('take nothing of the smallest plan, which is for who tries it', () => {
    expect(catalogue.map(({ owner }) => owner)).not.toContain('ada');
  });

  test('are liked by some, never by their own owners', () => {
    expect(catalogue.some(({ likedBy }) => likedBy.length > 1)).toBe(true);
    expect(catalogue.every(({ owner, likedBy }) => !likedBy.includes(owner))).toBe(true);
  });

  test('are the same each time they are drawn', async () => {
    const loops = catalogue.find(({ title }) => title === 'Loops') as Picture;
    const [first, second] = [await encode(loops), await encode(loops)];
    expect(first.equals(second)).toBe(true);
    expect(await sharp(first).metadata()).toMatchObject({ format: 'png', width: 1600, height: 1200 });
  });
});
