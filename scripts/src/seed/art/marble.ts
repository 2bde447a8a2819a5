import type { Sharp } from 'sharp';
import { fromPoints, type Size } from '../canvas.js';
import { gradient } from '../colour.js';
import { layered, noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

/** Ink in water: noise looked up at places that noise itself has moved (Inigo Quilez's domain warping). */
export function marble(size: Size, random: Random, colours: string[]): Sharp {
  const noise = layered(noiseFrom(random), 4);
  const colourOf = gradient(colours);
  return fromPoints(size, (x, y) => {
    const u = x * 3;
    const v = y * 3;
    const warpX = noise(u + 1.7, v + 9.2);
    const warpY = noise(u + 8.3, v + 2.8);
    const value = noise(u + warpX * 3.4, v + warpY * 3.4);
    return colourOf((value - 0.2) * 1.7 + Math.sin(warpX * 9) * 0.06);
  });
}
