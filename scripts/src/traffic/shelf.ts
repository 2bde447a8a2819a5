import sharp from 'sharp';
import { FormData } from 'undici';
import { between, pick, type Random } from '../seed/random.js';
import type { Use } from './browser.js';
import { authorized, type Session } from './members.js';
import type { Tally } from './tally.js';

/** The pictures that people have uploaded. It holds few: for each one more, the oldest is deleted again. */
export interface Shelf {
  /** Uploads one. */
  add(session: Session, random: Random, use: Use): Promise<void>;
}

interface Kept {
  id: string;
  owner: Session;
}

/** @param most pictures that are kept at the same time */
export function newShelf(tally: Tally, most: number): Shelf {
  const kept: Kept[] = [];
  return {
    async add(session, random, use) {
      const body = await form(random);
      const answer = await authorized(session, 'upload', '/api/images', use, { method: 'POST', body });
      tally.decision(session.member.plan, answer, false);
      if (answer.status !== 201) return;
      const { id } = JSON.parse(answer.body.toString()) as { id: string };
      kept.push({ id, owner: session });
      const [oldest] = kept.length > most ? kept.splice(0, 1) : [];
      if (oldest) {
        await authorized(oldest.owner, 'delete', `/api/images/${oldest.id}`, use, { method: 'DELETE' });
      }
    },
  };
}

async function form(random: Random): Promise<FormData> {
  const name = `${pick(random, ['Quiet', 'Early', 'Distant', 'Second', 'Bright'])} ${pick(random, subjects)}`;
  const parts = new FormData();
  parts.set('title', name);
  parts.set('alt', `${name}: two colours that run into each other`);
  parts.set('tags', 'traffic');
  parts.set('visibility', random() < 0.2 ? 'private' : 'public');
  const bytes = new Uint8Array(await gradient(random));
  parts.set('file', new Blob([bytes], { type: 'image/jpeg' }), `${name}.jpg`);
  return parts;
}

const subjects = ['harbour', 'field', 'ridge', 'ferry', 'orchard', 'dune'];

/** A JPEG of a few kilobytes, no two of a run alike. */
function gradient(random: Random): Promise<Buffer> {
  const colour = () => `hsl(${Math.floor(random() * 360)},${Math.floor(between(random, 40, 80))}%,55%)`;
  const [width, height] = pick(random, [
    [640, 480],
    [480, 640],
    [800, 450],
  ] as const);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="g" gradientTransform="rotate(${Math.floor(random() * 90)})">
      <stop offset="0" stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/>
    </linearGradient><rect width="100%" height="100%" fill="url(#g)"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer();
}
