import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { PortsInUse } from '../ports/table.js';
import { tokenVerifiers } from './token-verifiers.js';

const servers: Server[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) server.close();
});

/** Envoy's admin page, of which only the listeners are asked for. */
async function admin(listeners: () => object[]): Promise<number> {
  const server = createServer((_, answer) => answer.end(JSON.stringify({ configs: listeners() })));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function listener(...kids: string[]) {
  const set = JSON.stringify({ keys: kids.map((kid) => ({ kty: 'RSA', kid })) });
  const filter = { typed_config: { providers: { imagehub: { local_jwks: { inline_string: set } } } } };
  return { listener: { filter_chains: [{ filters: [{ typed_config: { http_filters: [filter] } }] }] } };
}

test('a key is known when every sidecar that verifies tokens serves with it', async () => {
  const asked = { v1: 0, v2: 0 };
  const ports = {
    'image-store-v1-admin': await admin(() => {
      asked.v1 += 1;
      if (asked.v1 === 1) return [{ active_state: listener('k1') }];
      // Not yet active, and so not yet known.
      if (asked.v1 === 2) return [{ active_state: listener('k1'), warming_state: listener('k1', 'k2') }];
      return [{ active_state: listener('k1', 'k2'), draining_state: listener('k1') }];
    }),
    'image-store-v2-admin': await admin(() => {
      asked.v2 += 1;
      return [{ active_state: listener('k1', 'k2') }];
    }),
    'frontend-v1-admin': await admin(() => [{ active_state: { listener: {} } }]),
  };
  await tokenVerifiers(ports as PortsInUse, 'consul').untilAllKnow('k2');
  expect(asked).toEqual({ v1: 3, v2: 1 });
});

test('a sidecar that does not take it is named', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const ports = {
    'image-store-v1-admin': await admin(() => {
      vi.advanceTimersByTime(16_000);
      return [{ active_state: listener('k1') }];
    }),
  };
  await expect(tokenVerifiers(ports as PortsInUse, 'consul').untilAllKnow('k2')).rejects.toThrow(
    'The sidecar of image-store-v1 does not know the key k2 after 15 s.',
  );
});
