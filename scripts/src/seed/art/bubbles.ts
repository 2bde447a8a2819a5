import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { between, pick, type Random } from '../random.js';

interface Circle {
  x: number;
  y: number;
  radius: number;
}

/** Circles that fill the space the others have left. */
export function bubbles(size: Size, random: Random, colours: { ground: string; fills: string[] }): Sharp {
  const { width, height } = size;
  const circles: Circle[] = [];
  for (let attempt = 0; attempt < 6000 && circles.length < 700; attempt++) {
    const x = random() * width;
    const y = random() * height;
    const room = circles.reduce(
      (least, c) => Math.min(least, Math.hypot(c.x - x, c.y - y) - c.radius),
      width / 9,
    );
    if (room > width / 260) circles.push({ x, y, radius: room * 0.94 });
  }
  const elements = circles.map(({ x, y, radius }) => {
    const fill = pick(random, colours.fills);
    const ring =
      radius > width / 60
        ? `<circle cx="${x}" cy="${y}" r="${radius * between(random, 0.35, 0.75)}" fill="${pick(random, colours.fills)}"/>`
        : '';
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>${ring}`;
  });
  return fromSvg(size, [`<rect width="${width}" height="${height}" fill="${colours.ground}"/>`, ...elements]);
}
