import { expect, it } from 'vitest';
import { checkSize, memoryFor, sizeOf } from './size.js';

const photo = { width: 4000, height: 3000, format: 'jpeg', frames: 1 } as const;

it.each([
  [{}, 4000, 3000],
  [{ w: 400 }, 400, 300],
  [{ h: 300 }, 400, 300],
  [{ w: 400, h: 400 }, 400, 300],
  [{ w: 400, h: 400, fit: 'outside' as const }, 533, 400],
  [{ w: 400, h: 400, fit: 'cover' as const }, 400, 400],
  [{ w: 4096, h: 100, fit: 'fill' as const }, 4000, 100],
  [{ w: 4096, h: 4096, fit: 'contain' as const }, 4096, 4096],
  [{ w: 4096, h: 4096, fit: 'outside' as const }, 4000, 3000],
])('knows that %j makes %i × %i', (parameters, width, height) => {
  expect(sizeOf(photo, parameters)).toEqual({ width, height });
});

it('refuses what a format cannot hold', () => {
  const strip = { width: 20_000, height: 10, frames: 1 };
  expect(() => checkSize(strip, { fit: 'inside', format: 'jpeg' })).not.toThrow();
  expect(() => checkSize(strip, { fit: 'inside', format: 'webp' })).toThrow('16383 pixels a side');
  expect(() => checkSize(strip, { fit: 'inside', format: 'webp', w: 4096 })).not.toThrow();
  const large = { width: 6000, height: 4000, frames: 1 };
  expect(() => checkSize(large, { fit: 'inside', format: 'avif' })).toThrow('query.format');
});

it('counts all frames of an animation that keeps them', () => {
  const film = { width: 100, height: 100, frames: 500 };
  const framed = { w: 1000, h: 1000, fit: 'contain' } as const;
  expect(() => checkSize(film, { ...framed, format: 'webp' })).toThrow('50.0 million pixels, all frames');
  expect(() => checkSize(film, { ...framed, format: 'jpeg' })).not.toThrow();
  expect(() => checkSize(film, { fit: 'inside', format: 'webp' })).not.toThrow();
});

it('expects much memory for a large AVIF, in and out', () => {
  const small = { fit: 'inside', format: 'webp', w: 800 } as const;
  expect(memoryFor(photo, small)).toBeLessThan(100e6);
  expect(memoryFor({ ...photo, format: 'avif' }, small)).toBeGreaterThan(200e6);
  expect(memoryFor(photo, { fit: 'inside', format: 'avif' })).toBeGreaterThan(300e6);
});
