import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TutorialHub } from './hub.js';

type Entry = { Kind: string; Name: string; Limit?: number };

/** An edge and a Consul as far as the chapters' own commands ask them. */
export interface SmallHub extends TutorialHub {
  /** The config entries that it holds now, by `<kind>/<name>`. */
  entries: Map<string, Entry>;
  stop(): Promise<void>;
}

/** Starts a server whose pulls are limited by the entry `service-defaults/image-store`. */
export async function startSmallHub(): Promise<SmallHub> {
  const names = ['edge', 'image-store', 'frontend'];
  const entries = new Map<string, Entry>(
    names.map((Name) => [`service-defaults/${Name}`, { Kind: 'service-defaults', Name, Limit: 10 }]),
  );
  const server = createServer(async (request, response) => {
    const limit = entries.get('service-defaults/image-store')?.Limit;
    response.setHeader('ratelimit-policy', `"personal";q=${limit};w=60`);
    response.end(JSON.stringify(await answer(request, entries)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    way: 'npm',
    url,
    consulUrl: url,
    env: { ...process.env, IMAGEHUB_URL: url, CONSUL_HTTP_ADDR: url },
    entries,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function answer(request: IncomingMessage, entries: Map<string, Entry>): Promise<unknown> {
  const [, , area, kind = '', name] = (request.url ?? '').split('/');
  if (area !== 'config') return { items: [{ id: 'picture' }], token: 'token' };
  if (request.method === 'PUT') {
    const entry = JSON.parse(await text(request)) as Entry;
    return entries.set(`${entry.Kind}/${entry.Name}`, entry).size > 0;
  }
  if (name) return entries.get(`${kind}/${name}`);
  return [...entries.values()].filter(({ Kind }) => Kind === kind);
}
