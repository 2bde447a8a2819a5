import { bubbles } from '../art/bubbles.js';
import { contours } from '../art/contours.js';
import { cubes } from '../art/cubes.js';
import { currents } from '../art/currents.js';
import { glass } from '../art/glass.js';
import { marble } from '../art/marble.js';
import { rooms } from '../art/rooms.js';
import { silk } from '../art/silk.js';
import { picture } from '../picture.js';

/** What is but colour and form. */
export const abstract = [
  picture(
    {
      title: 'Currents',
      alt: 'Fine bright lines that drift along whirls on dark blue',
      tags: ['abstract', 'lines', 'water'],
      owner: 'grace',
      format: 'webp',
      size: [2400, 1600],
    },
    (size, random) =>
      currents(size, random, {
        ground: '#0d1b2a',
        lines: ['#e0e1dd', '#778da9', '#415a77', '#f4a259', '#5b8e7d'],
      }),
  ),
  picture(
    {
      title: 'Ink',
      alt: 'Teal and red ink spreading in water',
      tags: ['abstract', 'water', 'blue'],
      owner: 'linus',
      format: 'jpeg',
      size: [3000, 2000],
    },
    (size, random) =>
      marble(size, random, ['#06141f', '#0b3954', '#087e8b', '#bfd7ea', '#ff5a5f', '#c81d25']),
  ),
  picture(
    {
      title: 'Rose window',
      alt: 'Cells of coloured glass in lead, bright in the middle',
      tags: ['abstract', 'glass', 'colourful'],
      owner: 'admin',
      format: 'jpeg',
      size: [2400, 2400],
    },
    (size, random) =>
      glass(size, random, {
        lead: '#14110f',
        panes: ['#ffe08a', '#f6a63a', '#e2573b', '#b3224b', '#5b2a86', '#22418f', '#176b87', '#2b9c7a'],
      }),
  ),
  picture(
    {
      title: 'Paper valley',
      alt: 'Layers of cut paper from deep blue to pale sand, like heights on a map',
      tags: ['abstract', 'paper', 'map'],
      owner: 'grace',
      format: 'webp',
      size: [2600, 1800],
    },
    (size, random) =>
      contours(size, random, ['#12304a', '#1d5c72', '#2f8f83', '#8fc48a', '#f1d38c', '#f2a65e', '#d9583b']),
  ),
  picture(
    {
      title: 'Bubbles',
      alt: 'Coloured circles of all sizes, packed without touching',
      tags: ['abstract', 'circles', 'colourful'],
      owner: 'grace',
      format: 'webp',
      size: [2000, 2500],
    },
    (size, random) =>
      bubbles(size, random, {
        ground: '#fdf6ec',
        fills: ['#ef476f', '#ffd166', '#06d6a0', '#118ab2', '#073b4c', '#f78c6b'],
      }),
  ),
  picture(
    {
      title: 'Silk',
      alt: 'Folds of violet and orange cloth in soft light',
      tags: ['abstract', 'cloth', 'colourful'],
      owner: 'linus',
      format: 'avif',
      size: [2560, 1440],
    },
    (size, random) => silk(size, random, ['#2b1055', '#6a2c91', '#c2427e', '#f2765b', '#ffc371']),
  ),
  picture(
    {
      title: 'Rooms',
      alt: 'White, grey, yellow and blue rectangles between black lines',
      tags: ['abstract', 'yellow', 'blue'],
      owner: 'admin',
      format: 'png',
      size: [2400, 1800],
    },
    (size, random) =>
      rooms(size, random, {
        line: '#15151c',
        plain: '#f4f1ea',
        accents: ['#d62828', '#f7b801', '#1d4e89', '#cfd2cd'],
      }),
  ),
  picture(
    {
      title: 'Basalt',
      alt: 'A field of blocks of different heights in teal, sand and coral',
      tags: ['abstract', 'cubes', 'stone'],
      owner: 'linus',
      format: 'png',
      size: [2400, 1600],
    },
    (size, random) =>
      cubes(size, random, {
        ground: '#10222b',
        blocks: ['#12343b', '#1f6f78', '#49a99a', '#e9d8a6', '#ee9b57', '#d1495b'],
      }),
  ),
];
