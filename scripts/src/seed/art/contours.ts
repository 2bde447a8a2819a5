import type { Sharp } from 'sharp';
import { fromPoints, type Size } from '../canvas.js';
import { gradient, type Rgb } from '../colour.js';
import { layered, mix, noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

const levels = 15;

/** Layers of cut paper, one on the other, as a map shows heights. */
export function contours(size: Size, random: Random, colours: string[]): Sharp {
  const noise = layered(noiseFrom(random), 3);
  const colourOf = gradient(colours);
  const height = (x: number, y: number) => (noise(x * 2.6 + 4, y * 2.6 + 9) - 0.16) * 1.55 * levels;
  return fromPoints(
    size,
    (x, y) => {
      const here = height(x, y);
      const level = Math.floor(here);
      const paper = colourOf(level / levels);
      // The layer above throws a shadow to the lower right, and its edge catches light.
      const above = height(x - 0.006, y - 0.006);
      const shadow = Math.floor(above) > level ? 0.62 + 0.38 * (1 - Math.min(above - level - 1, 1)) : 1;
      const edge = here - level < 0.06 ? 1.12 : 1;
      return paper.map((channel) => mix(0, channel, shadow * edge)) as unknown as Rgb;
    },
    1600,
  );
}
