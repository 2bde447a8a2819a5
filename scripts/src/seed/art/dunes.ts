import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { css, gradient, type Rgb } from '../colour.js';
import { noiseFrom } from '../noise.js';
import { between, type Random } from '../random.js';

/** Where each dune has its peak, from the farthest to the nearest: no two that meet have it at one place. */
const PEAKS = [0.8, 0.34, 0.66, 0.22, 0.82, 0.5] as const;

/** Dunes one behind the other under a low sun: each has a crest, a lit side and a side in shade. */
export function dunes(
  size: Size,
  random: Random,
  colours: { sky: string[]; lit: [string, string]; shade: [string, string] },
): Sharp {
  const { width, height } = size;
  const noise = noiseFrom(random);
  const [lit, shade] = [gradient(colours.lit), gradient(colours.shade)];
  const stops = colours.sky.map(
    (colour, i) => `<stop offset="${i / (colours.sky.length - 1)}" stop-color="${colour}"/>`,
  );
  const elements = [
    `<defs><linearGradient id="sky" x2="0" y2="1">${stops.join('')}</linearGradient></defs>`,
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>`,
    `<circle cx="${width * 0.72}" cy="${height * 0.3}" r="${height * 0.075}" fill="#fff4d6"/>`,
  ];
  for (let i = 0; i < PEAKS.length; i++) {
    const depth = i / (PEAKS.length - 1);
    const base = height * (0.42 + depth * 0.42);
    const crest = Array.from({ length: 121 }, (_, step) => {
      const x = step / 120;
      const rise = noise(x * (3.4 - 1.6 * depth) + i * 7, i * 5) * height * (0.08 + 0.17 * depth);
      return [x * width, base - rise] as const;
    });
    const line = crest.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`);
    const edge = (colour: (t: number) => Rgb, name: string) =>
      `<linearGradient id="${name}${i}" x2="0" y2="1"><stop offset="0" stop-color="${css(colour(depth))}"/><stop offset="1" stop-color="${css(colour(Math.min(depth + 0.35, 1)))}"/></linearGradient>`;
    const peak = crest[Math.round((PEAKS[i] as number) * 120)] ?? [0, base];
    const after = crest.filter(([x]) => x >= peak[0]).map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`);
    elements.push(
      `<defs>${edge(lit, 'lit')}${edge(shade, 'shade')}</defs>`,
      `<polygon points="0,${height} ${line.join(' ')} ${width},${height}" fill="url(#shade${i})"/>`,
      `<path d="${ridge(peak, height)}L${width},${height}L${after.reverse().join('L')}Z" fill="url(#lit${i})"/>`,
    );
  }
  return fromSvg(size, elements);

  /** The edge between light and shade, from the peak down to the ground in two bends. */
  function ridge([x, y]: readonly [number, number], bottom: number): string {
    const bend = between(random, 0.05, 0.13) * width;
    const drop = bottom - y;
    return `M${x} ${y}C${x - bend * 0.9} ${y + drop * 0.1} ${x + bend * 0.5} ${y + drop * 0.22} ${x - bend * 0.9} ${y + drop * 0.42}C${x - bend * 1.8} ${y + drop * 0.56} ${x - bend * 1.2} ${y + drop * 0.74} ${x - bend * 3} ${bottom}`;
  }
}
