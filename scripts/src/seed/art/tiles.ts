import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { pick, type Random } from '../random.js';

/** Sébastien Truchet's tiles (1704) with Cyril Stanley Smith's arcs: two turns of one tile make endless loops. */
export function tiles(size: Size, random: Random, colours: { ground: string; lines: string[] }): Sharp {
  const { width, height } = size;
  const edge = width / 16;
  const half = edge / 2;
  const arcs: string[] = [];
  for (let y = 0; y < height; y += edge) {
    for (let x = 0; x < width; x += edge) {
      const turned = random() < 0.5;
      const [left, right] = turned ? [x + edge, x] : [x, x + edge];
      const sweep = turned ? 0 : 1;
      const inward = turned ? -half : half;
      const first = `M${left + inward} ${y}A${half} ${half} 0 0 ${sweep} ${left} ${y + half}`;
      const second = `M${right - inward} ${y + edge}A${half} ${half} 0 0 ${sweep} ${right} ${y + half}`;
      arcs.push(`<path d="${first}${second}" stroke="${pick(random, colours.lines)}"/>`);
    }
  }
  return fromSvg(size, [
    `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    `<g fill="none" stroke-linecap="round" stroke-width="${edge * 0.3}">${arcs.join('')}</g>`,
  ]);
}
