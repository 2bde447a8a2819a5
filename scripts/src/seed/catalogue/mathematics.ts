import { harmonograph } from '../art/harmonograph.js';
import { julia } from '../art/julia.js';
import { pulsar } from '../art/pulsar.js';
import { ripples } from '../art/ripples.js';
import { sunflower } from '../art/sunflower.js';
import { tiles } from '../art/tiles.js';
import { picture } from '../picture.js';

/** What one formula draws. */
export const mathematics = [
  picture(
    {
      title: 'Sunflower',
      alt: 'Seeds of a sunflower in spirals, from brown in the middle to yellow',
      tags: ['flower', 'mathematics', 'spiral'],
      owner: 'admin',
      format: 'png',
      size: [2000, 2000],
    },
    (size) =>
      sunflower(size, {
        ground: '#22160f',
        seeds: ['#5a2a12', '#a8551b', '#f2a91f', '#ffd95a', '#fff3c4'],
      }),
  ),
  picture(
    {
      title: 'Loops',
      alt: 'Tiles with arcs in green, orange and yellow that join into endless loops',
      tags: ['abstract', 'tiles', 'mathematics'],
      owner: 'grace',
      format: 'png',
      size: [1600, 1200],
    },
    (size, random) =>
      tiles(size, random, { ground: '#f6efe3', lines: ['#264653', '#2a9d8f', '#e76f51', '#e9c46a'] }),
  ),
  picture(
    {
      title: 'Julia',
      alt: 'A fractal of spirals within spirals, glowing on violet',
      tags: ['fractal', 'mathematics', 'night'],
      owner: 'linus',
      format: 'jpeg',
      size: [3600, 2400],
    },
    (size) =>
      julia(size, [-0.7269, 0.1889], ['#070b24', '#23306f', '#7a3e8f', '#e0646b', '#f9c784', '#fffbe8']),
  ),
  picture(
    {
      title: 'Three stones',
      alt: 'Rings of waves from three places that cross each other',
      tags: ['mathematics', 'water', 'circles'],
      owner: 'grace',
      format: 'avif',
      size: [2400, 1600],
    },
    (size, random) => ripples(size, random, ['#03121f', '#063a55', '#0f7c8f', '#7fd8c4', '#fff6d8']),
  ),
  picture(
    {
      title: 'Pendulums',
      alt: 'One fine line that swings in ever smaller loops, from blue to rose',
      tags: ['mathematics', 'lines', 'spiral'],
      owner: 'admin',
      format: 'webp',
      size: [2200, 2200],
    },
    (size, random) =>
      harmonograph(size, random, {
        ground: '#fbf7ef',
        ink: ['#0b3c7d', '#1f7a8c', '#7b2d8b', '#d1345b', '#f29e4c'],
      }),
  ),
  picture(
    {
      title: 'Pulsar',
      alt: 'White traces one under the other on black, with peaks in the middle',
      tags: ['sky', 'lines', 'night'],
      owner: 'linus',
      format: 'webp',
      size: [1800, 2400],
    },
    (size, random) => pulsar(size, random, { ground: '#0b0b0f', line: '#f5f5f2' }),
  ),
];
