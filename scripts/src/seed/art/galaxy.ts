import sharp, { type Sharp } from 'sharp';
import type { Size } from '../canvas.js';
import { type Rgb, rgb } from '../colour.js';
import { layered, mix, noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

const columns = 1500;
const stars = 320_000;

/** A spiral galaxy, star by star: each adds its light to that of the others. */
export function galaxy(
  size: Size,
  random: Random,
  colours: { core: string; arms: string; clouds: string },
): Sharp {
  const rows = Math.round((columns * size.height) / size.width);
  const [core, arms, clouds] = [rgb(colours.core), rgb(colours.arms), rgb(colours.clouds)];
  const light = new Float64Array(columns * rows * 3);
  const shine = (x: number, y: number, colour: Rgb, strength: number) => {
    const column = Math.round(x);
    const row = Math.round(y);
    if (column < 0 || column >= columns || row < 0 || row >= rows) return;
    const at = (row * columns + column) * 3;
    for (const i of [0, 1, 2] as const) light[at + i] = (light[at + i] as number) + colour[i] * strength;
  };
  const dust = layered(noiseFrom(random), 3);
  for (let star = 0; star < stars; star++) {
    const far = 0.02 + random() ** 1.35 * 0.98;
    const arm = Math.floor(random() * 2) * Math.PI;
    // About a normal distribution: wide at the rim, narrow near the core.
    const spread =
      (random() + random() + random() - 1.5) * (0.35 + 0.5 * far) * (random() < 0.25 ? 2.6 : 0.8);
    const angle = arm + Math.log(far + 0.09) * 3.1 + spread;
    const [u, v] = [Math.cos(angle) * far, Math.sin(angle) * far];
    // Seen from aside, and turned.
    const x = columns / 2 + (u * 0.94 - v * 0.2) * columns * 0.47;
    const y = rows / 2 + (u * 0.3 + v * 0.56) * columns * 0.4;
    const cloud = dust(u * 5 + 20, v * 5 + 20);
    const warm = Math.exp(-far * 4.5);
    const hue = random() < (cloud - 0.5) * 4 ? clouds : arms;
    const colour = [0, 1, 2].map((i) => mix(hue[i] as number, core[i] as number, warm)) as unknown as Rgb;
    shine(
      x,
      y,
      colour,
      (0.2 + 1.6 * random() ** 9) * (1 - far) ** 0.5 * Math.min(Math.max((cloud - 0.3) * 6, 0.2), 1),
    );
  }
  for (let star = 0; star < 2_600; star++) {
    shine(random() * columns, random() * rows, [255, 250, 244], random() ** 4 * 2.4);
  }
  const middle = { x: columns / 2, y: rows / 2, reach: columns * 0.05 };
  const pixels = new Uint8ClampedArray(columns * rows * 3);
  for (let at = 0; at < pixels.length; at++) {
    const pixel = Math.floor(at / 3);
    const x = ((pixel % columns) - middle.x) / middle.reach;
    const y = ((Math.floor(pixel / columns) - middle.y) / middle.reach) * 1.5;
    const glow = (core[at % 3] as number) * Math.exp(-Math.sqrt(x * x + y * y) * 0.8) * 1.1;
    pixels[at] = [7, 8, 18][at % 3] as number;
    // Light adds up for ever, a screen does not.
    pixels[at] = (pixels[at] as number) + 255 * (1 - Math.exp(-((light[at] as number) + glow) / 170));
  }
  return sharp(pixels, { raw: { width: columns, height: rows, channels: 3 } }).resize(size);
}
