import type { Sharp } from 'sharp';
import { fromPoints, type Size } from '../canvas.js';
import { gradient } from '../colour.js';
import { between, type Random } from '../random.js';

/** Waves that spread from several places and meet (Thomas Young, 1802). */
export function ripples(size: Size, random: Random, colours: string[]): Sharp {
  const colourOf = gradient(colours);
  const ratio = size.height / size.width;
  const sources = Array.from({ length: 3 }, () => ({
    x: between(random, 0.05, 0.95),
    y: between(random, 0.05, 0.95) * ratio,
    waves: between(random, 130, 165),
  }));
  return fromPoints(
    size,
    (x, y) => {
      const sum = sources.reduce((total, source) => {
        const far = Math.hypot(x - source.x, y - source.y);
        return total + Math.sin(far * source.waves) / (0.5 + far * 1.4);
      }, 0);
      return colourOf(0.45 + sum * 0.2);
    },
    1600,
  );
}
