import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { containerVerifiers } from './containers.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers GET by path. */
async function serve(answers: (path: string) => unknown): Promise<number> {
  const server = createServer(({ url = '' }, answer) => answer.end(JSON.stringify(answers(url))));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A Consul with these instances of image-store's sidecar, all of them fit, and an edge, which verifies no tokens. */
async function consulWith(ports: number[]): Promise<string> {
  const proxy = (Service: string, ID: string, Meta = {}) => ({ Service, ID, Address: '127.0.0.1', Meta });
  const sidecars = ports.map((port, index) =>
    proxy('image-store-sidecar-proxy', `image-store-${index}`, { sidecar_config_port: String(port) }),
  );
  const edge = proxy('edge-sidecar-proxy', 'edge');
  const port = await serve((path) => {
    if (path.startsWith('/v1/agent/services?'))
      return Object.fromEntries([...sidecars, edge].map((one) => [one.ID, one]));
    const fit = path === '/v1/health/service/edge-sidecar-proxy?passing' ? [edge] : sidecars;
    return fit.map((Service) => ({ Service }));
  });
  return `http://127.0.0.1:${port}`;
}

const verifiersOf = (consulUrl: string) => containerVerifiers({ consulUrl, consul: 'consul', jwksUrl: '' });

test('a key is known when every replica serves with it', async () => {
  const asked = [0, 0];
  const replica = (index: 0 | 1, after: number) =>
    serve(() => {
      asked[index] = (asked[index] ?? 0) + 1;
      const kids = Number(asked[index]) < after ? ['k1'] : ['k1', 'k2'];
      const local_jwks = { inline_string: JSON.stringify({ keys: kids.map((kid) => ({ kid })) }) };
      return { configs: [{ active_state: { providers: { imagehub: { local_jwks } } } }] };
    });
  const consul = await consulWith([await replica(0, 1), await replica(1, 3)]);
  await verifiersOf(consul).untilAllKnow('k2');
  expect(asked).toEqual([1, 3]);
});

test('no sidecar at all is no proof that all know a key', async () => {
  await expect(verifiersOf(await consulWith([])).untilAllKnow('k2')).rejects.toThrow(
    'Consul knows no sidecar',
  );
});

test('a Consul that does not answer is named', async () => {
  await expect(verifiersOf('http://127.0.0.1:1').untilAllKnow('k2')).rejects.toThrow(
    'Consul at http://127.0.0.1:1 does not tell which sidecars there are',
  );
});
