import { describe, expect, it } from 'vitest';
import { expectedSize, initialFields, toParameters } from './pull-fields.js';

const original = { width: 4000, height: 3000 };

describe('a pull', () => {
  it('asks for no more than what was chosen', () => {
    expect(toParameters(initialFields(original))).toEqual({ w: 1280 });
    expect(toParameters({ w: '', h: 300, fit: 'cover', format: 'png', quality: 80 })).toEqual({
      h: 300,
      format: 'png',
    });
    expect(toParameters({ w: 400, h: 300, fit: 'cover', format: 'webp', quality: 80 })).toEqual({
      w: 400,
      h: 300,
      fit: 'cover',
      format: 'webp',
      quality: 80,
    });
  });

  it('begins no larger than the picture', () => {
    expect(initialFields({ width: 320 }).w).toBe(320);
  });

  it.each([
    [{}, 4000, 3000],
    [{ w: 800 }, 800, 600],
    [{ h: 9000 }, 4000, 3000],
    [{ w: 400, h: 400, fit: 'inside' }, 400, 300],
    [{ w: 400, h: 400, fit: 'outside' }, 533, 400],
    [{ w: 400, h: 400, fit: 'cover' }, 400, 400],
    [{ w: 4096, h: 100, fit: 'fill' }, 4000, 100],
    [{ w: 4096, h: 4096, fit: 'contain' }, 4096, 4096],
  ] as const)('of %j will have %i × %i', (parameters, width, height) => {
    expect(expectedSize(original, parameters)).toEqual({ width, height });
  });
});
