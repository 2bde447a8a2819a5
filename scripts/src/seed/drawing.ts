import { catalogue } from './catalogue.js';
import { encode, type Picture } from './picture.js';

/** A picture and, as soon as it is drawn, its file. */
export interface Drawing {
  picture: Picture;
  bytes: Promise<Buffer>;
}

/** Drawing keeps one core busy, encoding another. */
const atOnce = 2;

/** Draws the demo pictures, in their order. */
export function drawAll(): Drawing[] {
  const easels: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
  return catalogue.map((picture, i) => {
    const bytes = (easels[i % atOnce] as Promise<unknown>).then(() => encode(picture));
    // Who awaits it hears of a failure, and nobody else.
    easels[i % atOnce] = bytes.catch(() => {});
    return { picture, bytes };
  });
}
