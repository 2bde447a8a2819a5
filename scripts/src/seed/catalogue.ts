import type { Sharp } from 'sharp';
import { aurora } from './art/aurora.js';
import { bubbles } from './art/bubbles.js';
import { currents } from './art/currents.js';
import { julia } from './art/julia.js';
import { marble } from './art/marble.js';
import { pulsar } from './art/pulsar.js';
import { ridges } from './art/ridges.js';
import { rooms } from './art/rooms.js';
import { sunflower } from './art/sunflower.js';
import { tiles } from './art/tiles.js';
import type { Size } from './canvas.js';
import { type Random, randomFrom } from './random.js';

/** Format of a demo picture's file. */
export type Format = 'jpeg' | 'png' | 'webp';

/** A picture that a new hub shows. */
export interface Picture {
  title: string;
  tags: string[];
  format: Format;
  owner: 'grace' | 'linus' | 'admin';
  draw: () => Sharp;
}

/** Twelve pictures, drawn by the program itself: the same ones in every hub. */
export const catalogue: Picture[] = [
  picture(
    'Ridges at dawn',
    ['landscape', 'mountains', 'morning'],
    'grace',
    'jpeg',
    [4000, 3000],
    (size, random) =>
      ridges(size, random, {
        sky: ['#28335e', '#8a5a83', '#f2a07b', '#fbe3b5'],
        far: '#c98f8c',
        near: '#1d1b33',
      }),
  ),
  picture('Northern lights', ['landscape', 'night', 'sky'], 'linus', 'jpeg', [3200, 2000], (size, random) =>
    aurora(size, random, { sky: '#0a1430', low: '#3df2a4', high: '#7d4bd6' }),
  ),
  picture('Currents', ['abstract', 'lines', 'water'], 'grace', 'webp', [2400, 1600], (size, random) =>
    currents(size, random, {
      ground: '#0d1b2a',
      lines: ['#e0e1dd', '#778da9', '#415a77', '#f4a259', '#5b8e7d'],
    }),
  ),
  picture('Sunflower', ['flower', 'mathematics'], 'admin', 'png', [2000, 2000], (size) =>
    sunflower(size, { ground: '#22160f', seeds: ['#5a2a12', '#a8551b', '#f2a91f', '#ffd95a', '#fff3c4'] }),
  ),
  picture('Ink', ['abstract', 'water', 'blue'], 'linus', 'jpeg', [3000, 2000], (size, random) =>
    marble(size, random, ['#06141f', '#0b3954', '#087e8b', '#bfd7ea', '#ff5a5f', '#c81d25']),
  ),
  picture('Loops', ['abstract', 'tiles', 'mathematics'], 'grace', 'png', [1600, 1200], (size, random) =>
    tiles(size, random, { ground: '#f6efe3', lines: ['#264653', '#2a9d8f', '#e76f51', '#e9c46a'] }),
  ),
  picture('Julia', ['fractal', 'mathematics', 'night'], 'linus', 'jpeg', [3600, 2400], (size) =>
    julia(size, [-0.7269, 0.1889], ['#070b24', '#23306f', '#7a3e8f', '#e0646b', '#f9c784', '#fffbe8']),
  ),
  picture('Bubbles', ['abstract', 'circles'], 'grace', 'webp', [2000, 2500], (size, random) =>
    bubbles(size, random, {
      ground: '#fdf6ec',
      fills: ['#ef476f', '#ffd166', '#06d6a0', '#118ab2', '#073b4c', '#f78c6b'],
    }),
  ),
  picture('Rooms', ['abstract', 'yellow', 'blue'], 'admin', 'png', [2400, 1800], (size, random) =>
    rooms(size, random, {
      line: '#15151c',
      plain: '#f4f1ea',
      accents: ['#d62828', '#f7b801', '#1d4e89', '#cfd2cd'],
    }),
  ),
  picture('Pulsar', ['sky', 'lines', 'night'], 'linus', 'webp', [1800, 2400], (size, random) =>
    pulsar(size, random, { ground: '#0b0b0f', line: '#f5f5f2' }),
  ),
  picture('Rose quartz', ['abstract', 'stone', 'pink'], 'linus', 'webp', [2600, 1950], (size, random) =>
    marble(size, random, ['#3d1a2b', '#8c4a5f', '#d9a5a5', '#f6e4dc', '#c9ada7', '#6d597a']),
  ),
  picture('Blue hour', ['landscape', 'mountains', 'blue'], 'grace', 'jpeg', [3840, 2160], (size, random) =>
    ridges(size, random, {
      sky: ['#0b1d3a', '#1f4e79', '#6fa8c9', '#e6d5c3'],
      far: '#7f9fbc',
      near: '#07121f',
    }),
  ),
];

function picture(
  title: string,
  tags: string[],
  owner: Picture['owner'],
  format: Format,
  [width, height]: [number, number],
  draw: (size: Size, random: Random) => Sharp,
): Picture {
  // The title as the seed: adding a picture changes no other.
  const seed = [...title].reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619),
    2166136261,
  );
  return { title, tags, owner, format, draw: () => draw({ width, height }, randomFrom(seed)) };
}

/** Draws a picture and encodes it. */
export function encode({ draw, format }: Picture): Promise<Buffer> {
  const image = draw();
  if (format === 'png') return image.png({ palette: true, compressionLevel: 6 }).toBuffer();
  if (format === 'webp') return image.webp({ quality: 82, effort: 2 }).toBuffer();
  return image.jpeg({ quality: 86 }).toBuffer();
}
