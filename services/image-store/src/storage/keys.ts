import { randomUUID } from 'node:crypto';

/** Uploads that nobody has looked at yet. */
export const INCOMING = 'incoming';
export const ORIGINALS = 'originals';
export const RENDITIONS = 'renditions';

export function incomingKey(): string {
  return `${INCOMING}/${randomUUID()}`;
}

/** @param hash SHA-256 of the bytes, in hex. */
export function originalKey(hash: string): string {
  return `${ORIGINALS}/${hash.slice(0, 2)}/${hash}`;
}

/** What all renditions of a picture begin with. */
export function renditionsKey(hash: string): string {
  return `${RENDITIONS}/${hash.slice(0, 2)}/${hash}`;
}
