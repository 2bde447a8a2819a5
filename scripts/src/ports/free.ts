import { createServer } from 'node:net';

/** Below the ephemeral ports of Linux (32768 on) and macOS (49152 on): no outgoing connection takes one. */
const range = { first: 20_000, last: 29_999 };

/** Whether a TCP port on 127.0.0.1 can be listened on now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Free TCP ports on 127.0.0.1, a different one each time, from a random place in the range on, so that two
 * hubs that start at the same time do not choose the same.
 * @param free whether a port can be had
 */
export async function* freePorts(
  free: (port: number) => Promise<boolean> = isFree,
): AsyncGenerator<number, never> {
  const count = range.last - range.first + 1;
  let offset = Math.floor(Math.random() * count);
  for (;;) {
    offset = (offset + 1) % count;
    if (await free(range.first + offset)) yield range.first + offset;
  }
}

/** A free TCP port on 127.0.0.1. */
export async function freePort(): Promise<number> {
  return (await freePorts().next()).value;
}
