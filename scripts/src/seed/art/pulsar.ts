import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { layered, noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

/** Traces one under the other, highest in the middle, as the first pulsar was plotted (Harold Craft, 1970). */
export function pulsar(size: Size, random: Random, colours: { ground: string; line: string }): Sharp {
  const { width, height } = size;
  const noise = layered(noiseFrom(random), 3);
  const traces = Array.from({ length: 64 }, (_, row) => {
    const base = height * (0.17 + (row / 64) * 0.72);
    const points = Array.from({ length: 161 }, (_, column) => {
      const x = column / 160;
      const middle = Math.exp(-(((x - 0.5) / 0.16) ** 2));
      const peak = noise(x * 16, row * 0.9) ** 2 * middle * height * 0.2;
      return `${((0.14 + x * 0.72) * width).toFixed(1)},${(base - peak - noise(x * 30, row) * height * 0.006).toFixed(1)}`;
    });
    return `<polyline points="${points.join(' ')}"/>`;
  });
  return fromSvg(size, [
    `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    `<g fill="${colours.ground}" stroke="${colours.line}" stroke-width="${width / 700}" stroke-linejoin="round">${traces.join('')}</g>`,
  ]);
}
