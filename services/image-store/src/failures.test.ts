import { mkdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { form, picture, post, startTestApp, type TestApp, upload } from './testing.js';

let test: TestApp | undefined;
afterEach(async () => {
  await test?.close();
  test = undefined;
});

describe('without its database', () => {
  it('answers 503 problems, keeps nothing, and recovers by itself', async () => {
    let road: Awaited<ReturnType<typeof startRoad>> | undefined;
    test = await startTestApp(async ({ DATABASE_URL }) => {
      road = await startRoad(DATABASE_URL);
      return { DATABASE_URL: road.url };
    });
    const { app, files } = test;
    const ada = test.user();
    const bytes = await picture(50, 50).png().toBuffer();
    const { id } = await upload(app, ada, bytes);
    const before = await files();
    const requests = () =>
      Promise.all([
        post(app, ada, form(bytes)),
        app.inject('/api/images'),
        app.inject(`/api/images/${id}`),
        app.inject({ url: `/api/images/${id}/pull`, headers: ada.headers }),
        app.inject({ method: 'DELETE', url: `/api/images/${id}`, headers: ada.headers }),
      ]);

    await road?.close();
    for (const round of [1, 2]) {
      for (const response of await requests()) {
        expect([round, response.statusCode]).toEqual([round, 503]);
        expect(response.json()).toMatchObject({ type: 'urn:imagehub:problem:database-unavailable' });
        expect(response.body).not.toMatch(/127\.0\.0\.1|prisma/i);
      }
    }
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'down', database: 'down', storage: 'ok' });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect(await files()).toEqual(before);

    await road?.open();
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    expect((await requests()).map(({ statusCode }) => statusCode)).toEqual([201, 200, 200, 200, 204]);
    await test.close();
    test = undefined;
    await road?.close();
  });
});

describe('without auth', () => {
  it('answers those who need no token, and 503 to the others until keys were had once', async () => {
    test = await startTestApp({ JWKS_URL: 'http://127.0.0.1:9/jwks.json' });
    const { headers } = test.user();
    expect((await test.app.inject('/api/images')).statusCode).toBe(200);
    const response = await test.app.inject({ url: '/api/images', headers });
    expect(response.json()).toMatchObject({ status: 503 });
    expect(response.headers['retry-after']).toBe('2');
  });

  it('goes on with the keys it knows', async () => {
    test = await startTestApp();
    const { headers } = test.user();
    expect((await test.app.inject({ url: '/api/images', headers })).statusCode).toBe(200);
    await test.stopAuth();
    expect((await test.app.inject({ url: '/api/images', headers })).statusCode).toBe(200);
  });
});

describe('without its storage', () => {
  it('is not ready, and says why', async () => {
    test = await startTestApp();
    const folder = test.environment.BLOBS_DIR;
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file in the place of the folder');
    const response = await test.app.inject('/readyz');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({ status: 'down', database: 'ok', storage: 'down' });
    await rm(folder);
    await mkdir(folder);
  });
});

/** A way to the database that can be closed: connections break, new ones are refused. */
async function startRoad(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
  });
  const open = (port = 0) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await open();
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, open: () => open(port), close };
}
