import sharp, { type Sharp } from 'sharp';
import type { Size } from '../canvas.js';
import { type Rgb, rgb } from '../colour.js';
import { layered, noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

/** Pixels of the picture that one dot takes. */
const dot = 5;

/** A moon in two colours and no others: each dot hands its error on to those after it (Floyd and Steinberg, 1976). */
export function moon(size: Size, random: Random, colours: { night: string; light: string }): Sharp {
  const columns = Math.ceil(size.width / dot);
  const rows = Math.ceil(size.height / dot);
  const light = brightness(columns, rows, random);
  const [night, bright] = [rgb(colours.night), rgb(colours.light)];
  const pixels = new Uint8Array(columns * rows * 3);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x;
      const isLit = (light[at] as number) > 0.5;
      const error = (light[at] as number) - (isLit ? 1 : 0);
      const handOn = (right: number, down: number, share: number) => {
        if (x + right < 0 || x + right >= columns || y + down >= rows) return;
        const next = at + down * columns + right;
        light[next] = (light[next] as number) + (error * share) / 16;
      };
      handOn(1, 0, 7);
      handOn(-1, 1, 3);
      handOn(0, 1, 5);
      handOn(1, 1, 1);
      pixels.set(isLit ? bright : (night as Rgb), at * 3);
    }
  }
  const raw = { width: columns, height: rows, channels: 3 } as const;
  return sharp(pixels, { raw }).resize({ ...size, kernel: 'nearest' });
}

/** Light in [0, 1] of a sphere with seas and craters, lit from the upper left, among stars. */
function brightness(columns: number, rows: number, random: Random): Float64Array {
  const seas = layered(noiseFrom(random), 4);
  const craters = Array.from({ length: 46 }, () => {
    const angle = random() * Math.PI * 2;
    const far = Math.sqrt(random()) * 0.95;
    return { x: Math.cos(angle) * far, y: Math.sin(angle) * far, radius: 0.025 + random() ** 3 * 0.13 };
  });
  const radius = Math.min(columns, rows) * 0.4;
  return Float64Array.from({ length: columns * rows }, (_, at) => {
    const x = ((at % columns) - columns / 2) / radius;
    const y = (Math.floor(at / columns) - rows / 2) / radius;
    const square = x * x + y * y;
    if (square > 1) return random() < 0.0035 ? 1.4 : 0.03 / (square * square);
    const z = Math.sqrt(1 - square);
    const lit = Math.max(x * -0.52 + y * -0.4 + z * 0.75, 0);
    const ground = 0.55 + seas(x * 2.4 + 9, y * 2.4 + 9) * 0.75;
    const relief = craters.reduce((sum, crater) => {
      const far = Math.hypot(x - crater.x, y - crater.y) / crater.radius;
      if (far > 1.25) return sum;
      const slope = ((x - crater.x) * 0.79 + (y - crater.y) * 0.61) / crater.radius;
      return sum + (far < 1 ? slope * far * 0.5 : -slope * 0.22);
    }, 0);
    return lit * ground + relief * lit;
  });
}
