import type { Sharp } from 'sharp';
import type { DemoName } from '../hub/secrets.js';
import type { Size } from './canvas.js';
import { type Random, randomFrom } from './random.js';

/** Format of a demo picture's file. */
export type Format = 'jpeg' | 'png' | 'webp' | 'avif';

/** What is known of a picture before it is drawn. */
export interface Caption {
  title: string;
  /** What is to be seen, for those who cannot see it. */
  alt: string;
  tags: string[];
  owner: DemoName;
  format: Format;
  /** Width and height in pixels. */
  size: [number, number];
}

/** A picture that a new hub shows. */
export interface Picture extends Caption {
  /** Those of the demo accounts who like it. */
  likedBy: DemoName[];
  draw: () => Sharp;
}

const people: DemoName[] = ['ada', 'grace', 'linus', 'admin'];

/** The title is the seed of all that chance decides: adding a picture changes no other. */
export function picture(caption: Caption, draw: (size: Size, random: Random) => Sharp): Picture {
  const [width, height] = caption.size;
  const seed = hash(caption.title);
  const random = randomFrom(seed + 1);
  const likedBy = people.filter((name) => name !== caption.owner && random() < 0.45);
  return { ...caption, likedBy, draw: () => draw({ width, height }, randomFrom(seed)) };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  return [...text].reduce((value, letter) => Math.imul(value ^ letter.charCodeAt(0), 16777619), 2166136261);
}

/** Draws a picture and encodes it. */
export function encode({ draw, format }: Picture): Promise<Buffer> {
  const image = draw();
  if (format === 'png') return image.png({ palette: true, compressionLevel: 6 }).toBuffer();
  if (format === 'webp') return image.webp({ quality: 82, effort: 2 }).toBuffer();
  if (format === 'avif') return image.avif({ quality: 62, effort: 0 }).toBuffer();
  return image.jpeg({ quality: 86 }).toBuffer();
}
