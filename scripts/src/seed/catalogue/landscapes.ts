import { aurora } from '../art/aurora.js';
import { dunes } from '../art/dunes.js';
import { facets } from '../art/facets.js';
import { galaxy } from '../art/galaxy.js';
import { island } from '../art/island.js';
import { moon } from '../art/moon.js';
import { ridges } from '../art/ridges.js';
import { skyline } from '../art/skyline.js';
import { tree } from '../art/tree.js';
import { picture } from '../picture.js';

/** What looks like something that there is. */
export const landscapes = [
  picture(
    {
      title: 'Ridges at dawn',
      alt: 'Mountain ridges one behind the other, paler with distance, under a rising sun',
      tags: ['landscape', 'mountains', 'morning'],
      owner: 'grace',
      format: 'jpeg',
      size: [4000, 3000],
    },
    (size, random) =>
      ridges(size, random, {
        sky: ['#28335e', '#8a5a83', '#f2a07b', '#fbe3b5'],
        far: '#c98f8c',
        near: '#1d1b33',
      }),
  ),
  picture(
    {
      title: 'Northern lights',
      alt: 'A green curtain of light in the night sky over dark hills',
      tags: ['landscape', 'night', 'sky'],
      owner: 'linus',
      format: 'jpeg',
      size: [3200, 2000],
    },
    (size, random) => aurora(size, random, { sky: '#0a1430', low: '#3df2a4', high: '#7d4bd6' }),
  ),
  picture(
    {
      title: 'Archipelago',
      alt: 'Islands with green shores and white mountains in a blue sea, seen from above',
      tags: ['landscape', 'map', 'water'],
      owner: 'admin',
      format: 'jpeg',
      size: [3000, 2000],
    },
    (size, random) =>
      island(size, random, {
        sea: ['#5fc7c9', '#2a93b5', '#17689a', '#0f4576', '#0b2f57'],
        land: ['#e9d9a6', '#7fa650', '#4d7f3c', '#6b6a45', '#8f8069', '#cfc8bd', '#ffffff'],
      }),
  ),
  picture(
    {
      title: 'October',
      alt: 'A tree with red and golden leaves, some of them fallen to the ground',
      tags: ['landscape', 'tree', 'autumn'],
      owner: 'grace',
      format: 'webp',
      size: [2000, 2000],
    },
    (size, random) =>
      tree(size, random, {
        sky: ['#bcd4de', '#f7ead2'],
        ground: '#a9834f',
        bark: '#3b2a26',
        leaves: ['#b3261e', '#d9541e', '#ee8a1d', '#f6b73c', '#8e1b22'],
      }),
  ),
  picture(
    {
      title: 'Whirlpool',
      alt: 'A spiral galaxy with two blue arms around a warm core, among stars',
      tags: ['sky', 'night', 'stars'],
      owner: 'linus',
      format: 'jpeg',
      size: [3000, 2000],
    },
    (size, random) => galaxy(size, random, { core: '#ffdca8', arms: '#7fa8ff', clouds: '#ff7fae' }),
  ),
  picture(
    {
      title: 'Harbour lights',
      alt: 'A city with lit windows after sunset, mirrored in calm water',
      tags: ['city', 'night', 'water'],
      owner: 'admin',
      format: 'webp',
      size: [3200, 1800],
    },
    (size, random) =>
      skyline(size, random, {
        sky: ['#141b41', '#3a2f6b', '#a34a73', '#f0895f', '#ffd08a'],
        far: '#5b3b6e',
        near: '#0f1026',
        windows: ['#ffd98a', '#ffc15e', '#fff1cf', '#ff9f6b'],
      }),
  ),
  picture(
    {
      title: 'Empty quarter',
      alt: 'Dunes with sharp crests under a low sun',
      tags: ['landscape', 'desert', 'evening'],
      owner: 'grace',
      format: 'jpeg',
      size: [3840, 2160],
    },
    (size, random) =>
      dunes(size, random, {
        sky: ['#3c3f78', '#b8627a', '#f29a6b', '#ffd9a0'],
        lit: ['#e9b285', '#e07a3f'],
        shade: ['#b9708a', '#5a1f3a'],
      }),
  ),
  picture(
    {
      title: 'Low sun',
      alt: 'A sunset over the sea, made of triangles',
      tags: ['landscape', 'water', 'triangles'],
      owner: 'linus',
      format: 'png',
      size: [2400, 1600],
    },
    (size, random) =>
      facets(size, random, {
        sky: ['#1f2a5c', '#5b3a7e', '#c2507a', '#ff8a5c', '#ffd27a'],
        sea: ['#ff9d68', '#a34a78', '#43306f', '#1a1f4b'],
      }),
  ),
  picture(
    {
      title: 'Moonrise in two colours',
      alt: 'A full moon with seas and craters, drawn in cream dots on dark blue',
      tags: ['sky', 'night', 'dots'],
      owner: 'admin',
      format: 'png',
      size: [1600, 1600],
    },
    (size, random) => moon(size, random, { night: '#14182e', light: '#f6e7c1' }),
  ),
  picture(
    {
      title: 'Blue hour',
      alt: 'Blue mountain ridges after sunset, one behind the other',
      tags: ['landscape', 'mountains', 'blue'],
      owner: 'grace',
      format: 'jpeg',
      size: [3840, 2160],
    },
    (size, random) =>
      ridges(size, random, {
        sky: ['#0b1d3a', '#1f4e79', '#6fa8c9', '#e6d5c3'],
        far: '#7f9fbc',
        near: '#07121f',
      }),
  ),
];
