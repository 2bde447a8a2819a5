import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { css, gradient, type Rgb } from '../colour.js';
import { noiseFrom } from '../noise.js';
import { between, type Random } from '../random.js';

/** Blocks in isometric view, as high as noise says, each with one side in the light and two in shade. */
export function cubes(size: Size, random: Random, colours: { ground: string; blocks: string[] }): Sharp {
  const { width, height } = size;
  const noise = noiseFrom(random);
  const colourOf = gradient(colours.blocks);
  const half = width / 30;
  const quarter = half / 2;
  const elements = [`<rect width="${width}" height="${height}" fill="${colours.ground}"/>`];
  const count = Math.ceil(height / quarter) + 20;
  // From the back to the front, so that what is near covers what is far.
  for (let row = 0; row < count; row++) {
    for (let column = -1; column < 17; column++) {
      const x = column * half * 2 + (row % 2) * half;
      const level = noise(x / width / 0.17 + 3, (row * quarter) / width / 0.1 + 8);
      const tall = half * (0.2 + level * level * 4.2);
      elements.push(block(x, row * quarter, half, tall, colourOf(level + between(random, -0.06, 0.06))));
    }
  }
  return fromSvg(size, elements);
}

function block(x: number, base: number, half: number, tall: number, colour: Rgb): string {
  const quarter = half / 2;
  const top = base - tall;
  const lit = (share: number) => css(colour.map((channel) => channel * share) as unknown as Rgb);
  const face = (points: [number, number][], share: number) => {
    const path = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
    return `<polygon points="${path}" fill="${lit(share)}"/>`;
  };
  const [left, right]: [number, number][] = [
    [x - half, top],
    [x + half, top],
  ];
  const front: [number, number] = [x, top + quarter];
  return (
    face([left as [number, number], [x, top - quarter], right as [number, number], front], 1) +
    face([left as [number, number], front, [x, base + quarter], [x - half, base]], 0.72) +
    face([right as [number, number], front, [x, base + quarter], [x + half, base]], 0.5)
  );
}
