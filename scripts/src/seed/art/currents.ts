import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { noiseFrom } from '../noise.js';
import { between, pick, type Random } from '../random.js';

/** Lines that drift along a field of directions, as leaves on water. */
export function currents(size: Size, random: Random, colours: { ground: string; lines: string[] }): Sharp {
  const { width, height } = size;
  const noise = noiseFrom(random);
  const stride = width / 160;
  const lines = Array.from({ length: 900 }, () => {
    let x = between(random, -0.1, 1.1) * width;
    let y = between(random, -0.1, 1.1) * height;
    const points: string[] = [];
    for (let step = 0; step < 34; step++) {
      points.push(`${x.toFixed(1)},${y.toFixed(1)}`);
      const angle = noise((x / width) * 3, (y / width) * 3) * Math.PI * 3.2;
      x += Math.cos(angle) * stride;
      y += Math.sin(angle) * stride;
    }
    const thickness = (between(random, 0.6, 4.2) * width) / 1600;
    return `<polyline points="${points.join(' ')}" stroke="${pick(random, colours.lines)}" stroke-width="${thickness.toFixed(1)}"/>`;
  });
  return fromSvg(size, [
    `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    `<g fill="none" stroke-linecap="round" stroke-opacity="0.82">${lines.join('')}</g>`,
  ]);
}
