import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { css, gradient } from '../colour.js';
import { between, type Random } from '../random.js';

/** What a pen draws that two pairs of pendulums swing, while they come to rest (Hugh Blackburn, 1844). */
export function harmonograph(size: Size, random: Random, colours: { ground: string; ink: string[] }): Sharp {
  const { width, height } = size;
  const colourOf = gradient(colours.ink);
  const pendulum = (turns: number) => ({
    turns: turns + between(random, -0.012, 0.012),
    phase: between(random, 0, Math.PI * 2),
    fade: between(random, 0.006, 0.011),
  });
  const [x1, x2, y1, y2] = [pendulum(2), pendulum(6), pendulum(3), pendulum(6)];
  const swing = ({ turns, phase, fade }: ReturnType<typeof pendulum>, t: number) =>
    Math.sin(turns * t + phase) * Math.exp(-fade * t);
  const reach = Math.min(width, height) * 0.235;
  const strokes: string[] = [];
  const [parts, perPart] = [150, 60];
  for (let part = 0; part < parts; part++) {
    const points = Array.from({ length: perPart + 1 }, (_, i) => {
      const t = (part * perPart + i) * 0.024;
      const x = width / 2 + reach * (swing(x1, t) + swing(x2, t));
      const y = height / 2 + reach * (swing(y1, t) + swing(y2, t));
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    strokes.push(`<polyline points="${points.join(' ')}" stroke="${css(colourOf(part / parts))}"/>`);
  }
  return fromSvg(size, [
    `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    `<g fill="none" stroke-opacity="0.62" stroke-linejoin="round" stroke-width="${width / 1100}">${strokes.join('')}</g>`,
  ]);
}
