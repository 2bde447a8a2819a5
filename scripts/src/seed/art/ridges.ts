import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { css, gradient } from '../colour.js';
import { layered, noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

/** Mountain ridges one behind the other, paler with distance, under a low sun. */
export function ridges(
  size: Size,
  random: Random,
  colours: { sky: string[]; near: string; far: string },
): Sharp {
  const { width, height } = size;
  const noise = layered(noiseFrom(random), 5);
  const shade = gradient([colours.far, colours.near]);
  const stops = colours.sky.map(
    (colour, i) => `<stop offset="${i / (colours.sky.length - 1)}" stop-color="${colour}"/>`,
  );
  const sunX = width * (0.3 + 0.4 * random());
  const elements = [
    `<defs><linearGradient id="sky" x2="0" y2="1">${stops.join('')}</linearGradient>
     <radialGradient id="glow"><stop offset="0" stop-color="#fff" stop-opacity="0.85"/><stop offset="0.35" stop-color="#fff" stop-opacity="0.3"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs>`,
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>`,
    `<circle cx="${sunX}" cy="${height * 0.36}" r="${height * 0.42}" fill="url(#glow)"/>`,
    `<circle cx="${sunX}" cy="${height * 0.36}" r="${height * 0.07}" fill="#fffaf0"/>`,
  ];
  const count = 8;
  for (let i = 0; i < count; i++) {
    const depth = i / (count - 1);
    const base = height * (0.42 + depth * 0.5);
    const rise = height * (0.1 + 0.18 * depth);
    const points = Array.from({ length: 241 }, (_, step) => {
      const x = (step / 240) * width;
      const y = base - (noise((step / 240) * (2 + 2.5 * (1 - depth)) + i * 9, i * 3.7) - 0.4) * rise * 2;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    elements.push(
      `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${css(shade(depth))}"/>`,
    );
  }
  return fromSvg(size, elements);
}
