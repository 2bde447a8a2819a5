import type { Sharp } from 'sharp';
import { fromPoints, type Size } from '../canvas.js';
import { gradient, type Rgb } from '../colour.js';
import { layered, noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

/** Islands seen from above: heights of noise, coloured as in an atlas and shaded by a sun in the north-west. */
export function island(size: Size, random: Random, colours: { sea: string[]; land: string[] }): Sharp {
  const noise = layered(noiseFrom(random), 6);
  const ratio = size.height / size.width;
  const sea = gradient(colours.sea);
  const land = gradient(colours.land);
  const shore = 0.5;
  const heightAt = (x: number, y: number) => {
    const rim = Math.max(Math.abs(x - 0.5) * 2, Math.abs(y / ratio - 0.5) * 2);
    return noise(x * 4.2 + 3, y * 4.2 + 5) + 0.13 - 0.3 * rim ** 3;
  };
  const step = 1 / 1100;
  return fromPoints(
    size,
    (x, y) => {
      const height = heightAt(x, y);
      if (height < shore) {
        const depth = (shore - height) * 3.4;
        const foam = depth < 0.035 ? 34 : 0;
        return sea(depth).map((channel) => channel + foam) as unknown as Rgb;
      }
      const slope = height - heightAt(x - step, y - step);
      const shade = Math.min(Math.max(1 + slope * 26, 0.45), 1.35);
      return land((height - shore) * 3.1).map((channel) => channel * shade) as unknown as Rgb;
    },
    1100,
  );
}
