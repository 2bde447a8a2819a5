import { describe, expect, it } from 'vitest';
import { columnsOf, tileHeight } from './tiles.js';

describe('the columns of the gallery', () => {
  it.each([
    [332, 16, 1],
    [720, 16, 2],
    [1800, 16, 5],
    [3700, 24, 7],
  ])('in %i px at %i px a rem are %i', (width, rem, count) => {
    const columns = columnsOf(width, rem);
    expect(columns.count).toBe(count);
    expect(columns.width * count + columns.gap * (count - 1)).toBeCloseTo(width);
  });

  it('have a width before the list has one', () => {
    expect(columnsOf(0, 16)).toMatchObject({ count: 1, width: 0 });
  });
});

describe('a tile', () => {
  const square = { width: 1000, height: 1000 };

  it('has the picture’s proportions in masonry, and those of all others in a grid', () => {
    expect(tileHeight(square, 'masonry', 400, 16)).toBe(452);
    expect(tileHeight(square, 'grid', 400, 16)).toBe(352);
    expect(tileHeight({ width: 3000, height: 1500 }, 'grid', 400, 16)).toBe(352);
  });

  it('is neither a line nor a tower', () => {
    expect(tileHeight({ width: 100, height: 4000 }, 'masonry', 400, 16)).toBe(692);
    expect(tileHeight({ width: 4000, height: 10 }, 'masonry', 400, 16)).toBe(252);
  });
});
