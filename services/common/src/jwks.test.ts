import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { remoteJwks } from './jwks.js';

function key(kid: string) {
  return { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }), kid };
}

let published: object[];
let fetches: number;
let up: boolean;
let url: string;
let close: () => Promise<unknown>;

beforeEach(async () => {
  published = [key('first')];
  fetches = 0;
  up = true;
  const server = createServer((_request, response) => {
    fetches += 1;
    if (up) response.end(JSON.stringify({ keys: published }));
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => new Promise((resolve) => server.close(resolve));
});
afterEach(() => close());

it('fetches once for many who ask at the same time', async () => {
  const keys = remoteJwks(url);
  const found = await Promise.all(Array.from({ length: 20 }, () => keys('first')));
  expect(found.every((pem) => pem?.startsWith('-----BEGIN PUBLIC KEY-----'))).toBe(true);
  expect(fetches).toBe(1);
});

it('learns a new signing key with its first token', async () => {
  const keys = remoteJwks(url, { cooldown: 0 });
  await keys('first');
  published.push(key('second'));
  expect(await keys('second')).toBeDefined();
});

it('does not fetch for each made-up kid', async () => {
  const keys = remoteJwks(url, { cooldown: 60_000 });
  await keys('first');
  for (const kid of ['a', 'b', 'c']) expect(await keys(kid)).toBeUndefined();
  expect(fetches).toBe(1);
});

it('goes on with known keys while the server is away', async () => {
  const keys = remoteJwks(url, { maxAge: 0, cooldown: 0 });
  await keys('first');
  up = false;
  expect(await keys('first')).toBeDefined();
  expect(await keys('unknown')).toBeUndefined();
  expect(await keys('first')).toBeDefined();
});

it('lets nobody in before it ever had keys, and recovers by itself', async () => {
  const keys = remoteJwks(url, { cooldown: 60_000 });
  up = false;
  await expect(keys('first')).rejects.toMatchObject({ statusCode: 503 });
  up = true;
  expect(await keys('first')).toBeDefined();
});
