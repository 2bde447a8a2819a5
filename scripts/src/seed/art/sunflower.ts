import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { css, gradient } from '../colour.js';

const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/** Seeds laid one golden angle further each, as a sunflower lays them (Helmut Vogel, 1979). */
export function sunflower(size: Size, colours: { ground: string; seeds: string[] }): Sharp {
  const { width, height } = size;
  const count = 1400;
  const colourOf = gradient(colours.seeds);
  const reach = Math.min(width, height) * 0.47;
  const seeds = Array.from({ length: count }, (_, i) => {
    const t = Math.sqrt((i + 0.5) / count);
    const x = width / 2 + Math.cos(i * goldenAngle) * reach * t;
    const y = height / 2 + Math.sin(i * goldenAngle) * reach * t;
    const radius = reach * (0.006 + 0.017 * t * (1 - 0.45 * t));
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${css(colourOf(t))}"/>`;
  });
  return fromSvg(size, [`<rect width="${width}" height="${height}" fill="${colours.ground}"/>`, ...seeds]);
}
