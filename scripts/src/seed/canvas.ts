import sharp, { type Sharp } from 'sharp';
import type { Rgb } from './colour.js';

export interface Size {
  width: number;
  height: number;
}

/** A picture from SVG elements. */
export function fromSvg({ width, height }: Size, elements: string[]): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${elements.join('')}</svg>`;
  return sharp(Buffer.from(svg));
}

/** Soft pictures lose nothing when they are computed at this width and enlarged. */
const softWidth = 800;

/**
 * A picture from the colour of each point.
 * @param colourAt `x` in [0, 1] and `y` in [0, height / width]
 * @param computedWidth columns that are computed; the picture is enlarged from them
 */
export function fromPoints(
  { width, height }: Size,
  colourAt: (x: number, y: number) => Rgb,
  computedWidth = softWidth,
): Sharp {
  const columns = Math.min(width, computedWidth);
  const rows = Math.round((columns * height) / width);
  const pixels = new Uint8ClampedArray(columns * rows * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      pixels.set(colourAt(column / columns, row / columns), (row * columns + column) * 3);
    }
  }
  return sharp(pixels, { raw: { width: columns, height: rows, channels: 3 } }).resize(width, height);
}
