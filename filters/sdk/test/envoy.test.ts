/** What `everything.test.ts` shows in the test host, in a real Envoy. Runs when ENVOY_BIN names one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Envoy, startEnvoy, wasmFilter } from '@imagehub/filter-host';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { compileFilter } from '../../build.mjs';

const binary = process.env.ENVOY_BIN ?? '';

/** What the upstream does on paths of its own; on all others it answers with what it got. */
const SERVICES: Record<string, (response: ServerResponse) => void> = {
  '/slow': () => {},
  '/deny': (response) => response.writeHead(403).end(),
  '/called': (response) => response.end('fine'),
};

describe.skipIf(binary === '')('a filter that uses everything', () => {
  let envoy: Envoy;
  let upstream: Server;
  let folder: string;

  beforeAll(async () => {
    upstream = createServer(async (request, response) => {
      const service = SERVICES[request.url ?? ''];
      if (service) return service(response);
      const body = await text(request);
      response.end([request.headers['x-told'], request.headers['x-mine'], body].filter(Boolean).join(' '));
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'filter-'));
    const file = join(folder, 'everything.wasm');
    await writeFile(file, await compileFilter('sdk/test/everything/assembly/index.ts'));
    const { port } = upstream.address() as AddressInfo;
    const filters = [wasmFilter('everything', file, { ask: 'upstream' })];
    envoy = await startEnvoy({ binary, concurrency: 2, filters, upstreamPort: port });
  }, 60_000);

  afterAll(async () => {
    await envoy?.stop();
    upstream?.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    ['/', 'text in out'],
    ['/around', 'before text behind out'],
    ['/pieces', '[text] out'],
  ])('changes the bodies of requests and responses: %s', async (path, body) => {
    expect(await envoy.request({ method: 'POST', path, body: 'text' })).toMatchObject({ status: 200, body });
  });

  test.each([
    ['/call', '200 fine mine out'],
    ['/call-slow', '504 upstream request timeout mine out'],
    ['/call-nobody', 'refused mine out'],
    ['/headers', 'replaced out'],
    ['/property', 'glad mine out'],
    ['/route', 'cleared mine out'],
    ['/hold', 'mine out'],
  ])('tells the upstream and the client: %s', async (path, body) => {
    expect(await envoy.request({ path, headers: { 'x-mine': 'mine' } })).toMatchObject({ status: 200, body });
  });

  test('answers itself when the service it asked says no', async () => {
    const { status, headers, body } = await envoy.request({ path: '/call-deny' });
    expect({ status, denied: headers['x-denied'], body }).toEqual({
      status: 403,
      denied: 'yes',
      body: 'no out',
    });
  });

  test('closes a stream without an answer', async () => {
    await expect(envoy.request({ path: '/close' })).rejects.toThrow('socket hang up');
  });

  test('hears of trailers', async () => {
    const client = connect(`http://127.0.0.1:${envoy.port}`);
    try {
      const stream = client.request({ ':method': 'POST', ':path': '/' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-note': 'n' }));
      stream.end('text');
      // The filter never sees an end of this body, so it lets it go on as it is.
      expect(await text(stream)).toBe('text out');
    } finally {
      client.close();
    }
  });

  test('ticks, hears of what streams put into a queue, and gets the answers of its root', async () => {
    for (let i = 0; i < 5; i++) await envoy.request({ path: '/' });
    await vi.waitFor(async () => {
      const stats = await envoy.stats('everything');
      expect(stats['wasmcustom.everything_ticks']).toBeGreaterThan(1);
      expect(stats['wasmcustom.everything_paths']).toBeGreaterThanOrEqual(5);
      // One root on each worker and one on the main thread.
      expect(stats['wasmcustom.everything_answers']).toBe(3);
    }, 5_000);
    expect(envoy.log).toBe('');
  });
});
