import { randomBytes } from 'node:crypto';
import { decompressionBomb, smallPicture } from './pictures.js';

export interface BadFile {
  name: string;
  /** The statuses that fit it. */
  statuses: number[];
  file: () => Buffer | Promise<Buffer>;
}

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><image href="file:///etc/passwd"/></svg>';

/** Files that are no pictures, or none that the hub can take. */
export const badFiles: BadFile[] = [
  { name: 'a text', statuses: [415, 422], file: () => Buffer.from('This is not a picture.') },
  { name: 'an empty file', statuses: [400, 415, 422], file: () => Buffer.alloc(0) },
  { name: 'random bytes', statuses: [415, 422], file: () => randomBytes(50_000) },
  { name: 'an SVG, which could load other files', statuses: [415, 422], file: () => Buffer.from(svg) },
  { name: 'a web page', statuses: [415, 422], file: () => Buffer.from('<!doctype html><script>1</script>') },
  { name: 'a PDF', statuses: [415, 422], file: () => Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF') },
  {
    name: 'a truncated JPEG',
    statuses: [415, 422],
    file: async () => {
      const picture = await smallPicture(800, 600);
      return picture.subarray(0, picture.length / 2);
    },
  },
  {
    name: 'the first twenty bytes of a JPEG',
    statuses: [415, 422],
    file: async () => (await smallPicture()).subarray(0, 20),
  },
  { name: 'a decompression bomb', statuses: [413, 422], file: decompressionBomb },
  {
    name: 'more than 20 MB',
    statuses: [413],
    file: async () => Buffer.concat([await smallPicture(), Buffer.alloc(20_100_000)]),
  },
];
