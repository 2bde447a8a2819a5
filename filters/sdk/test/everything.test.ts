/** Callbacks and host calls that the hub's filters do without, in a real Envoy. Runs when ENVOY_BIN names one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Envoy, startEnvoy, wasmFilter } from '@imagehub/filter-host';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { compileFilter } from '../../build.mjs';

const binary = process.env.ENVOY_BIN ?? '';

describe.skipIf(binary === '')('a filter that uses everything', () => {
  let envoy: Envoy;
  let upstream: Server;
  let folder: string;

  beforeAll(async () => {
    upstream = createServer(async (request, response) => {
      const body = await text(request);
      response.end([request.url, request.headers['x-called'], body].filter(Boolean).join(' '));
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'filter-'));
    const file = join(folder, 'everything.wasm');
    await writeFile(file, await compileFilter('sdk/test/everything/assembly/index.ts'));
    const { port } = upstream.address() as AddressInfo;
    const filters = [wasmFilter('everything', file, '{}')];
    envoy = await startEnvoy({ binary, concurrency: 2, filters, upstreamPort: port });
  }, 60_000);

  afterAll(async () => {
    await envoy?.stop();
    upstream?.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  test('changes the bodies of requests and responses', async () => {
    const { status, body } = await envoy.request({ method: 'POST', path: '/echo', body: 'text' });
    expect({ status, body }).toEqual({ status: 200, body: '/echo text in out' });
  });

  test('asks another service before the request goes on', async () => {
    expect((await envoy.request({ path: '/call' })).body).toBe('/call 200 /called out');
  });

  test('is told at once when the service is unknown', async () => {
    expect((await envoy.request({ path: '/call-nobody' })).body).toBe('/call-nobody refused out');
  });

  test('ticks, and hears of what streams put into a queue', async () => {
    for (let i = 0; i < 5; i++) await envoy.request({ path: '/' });
    await vi.waitFor(async () => {
      const stats = await envoy.stats('everything');
      expect(stats['wasmcustom.everything_ticks']).toBeGreaterThan(1);
      expect(stats['wasmcustom.everything_paths']).toBeGreaterThanOrEqual(5);
    }, 5_000);
    expect(envoy.log).toBe('');
  });
});
