import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { between, pick, type Random } from '../random.js';

interface Room {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Rooms divided again and again, after Piet Mondrian. */
export function rooms(
  size: Size,
  random: Random,
  colours: { line: string; plain: string; accents: string[] },
): Sharp {
  const line = size.width / 130;
  const elements = divide({ x: 0, y: 0, ...size }, 0, random).map(({ x, y, width, height }) => {
    const fill = random() < 0.46 ? pick(random, colours.accents) : colours.plain;
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" stroke="${colours.line}" stroke-width="${line}"/>`;
  });
  return fromSvg(size, elements);
}

function divide(room: Room, depth: number, random: Random): Room[] {
  const { x, y, width, height } = room;
  if (depth > 2 && random() < 0.22 * (depth - 2)) return [room];
  const share = between(random, 0.3, 0.7);
  const [first, second] =
    width > height
      ? [
          { ...room, width: width * share },
          { ...room, x: x + width * share, width: width * (1 - share) },
        ]
      : [
          { ...room, height: height * share },
          { ...room, y: y + height * share, height: height * (1 - share) },
        ];
  return [...divide(first, depth + 1, random), ...divide(second, depth + 1, random)];
}
