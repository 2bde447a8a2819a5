import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { drain } from './drain.js';

function body(chunks: number): IncomingMessage {
  return Readable.from(Array.from({ length: chunks }, () => Buffer.alloc(10))) as unknown as IncomingMessage;
}

it('reads to the end of a body', async () => {
  const rest = body(10);
  expect(await drain(rest, 1000)).toBe(true);
  expect(rest.readableEnded).toBe(true);
  expect(await drain(rest, 1000)).toBe(true);
});

it('gives up on a body without end', async () => {
  expect(await drain(body(1000), 1000)).toBe(false);
});

it('does not wait for a client that is gone', async () => {
  const gone = body(1000);
  gone.destroy();
  expect(await drain(gone, 1000)).toBe(true);
});
