import type { IncomingMessage } from 'node:http';

/** Bytes to read on for the sake of an answer: more than an honest mistake, less than a nuisance. */
const PATIENCE = 100_000_000;

/**
 * Reads and forgets what a client still sends. Many look for an answer only when all is sent, and a connection closed
 * before that is an error to them instead.
 *
 * @returns false when the client sent more than there is patience for: the connection must be closed.
 */
export async function drain(body: IncomingMessage, patience = PATIENCE): Promise<boolean> {
  if (body.readableEnded || body.destroyed) return true;
  return new Promise((resolve) => {
    let left = patience;
    body.unpipe();
    body.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left > 0) return;
      body.pause();
      resolve(false);
    });
    body.once('end', () => resolve(true)).once('close', () => resolve(true));
    body.resume();
  });
}
