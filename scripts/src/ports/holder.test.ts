import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, isFree } from './free.js';
import { holderOf } from './holder.js';

test('the process that listens on a port is found', async () => {
  const port = await freePort();
  expect(await isFree(port)).toBe(true);
  expect(await holderOf(port)).toBeUndefined();

  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await isFree(port)).toBe(false);
  expect(await holderOf(port)).toMatchObject({ pid: process.pid });
  server.close();
});
