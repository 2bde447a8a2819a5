import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceDefaults } from './mesh/service-defaults.js';

/** What a sidecar does with rules that it is told. */
export type Behaviour = 'takes' | 'refuses' | 'ignores';

export interface TestSidecar {
  id: string;
  service: string;
  fit: boolean;
  behaviour: Behaviour;
  /** Whether its registration says where it tells its configuration. */
  named: boolean;
}

/** A Consul and its sidecars, as far as this service can tell: the tests of what a real one does on command only. */
export interface TestConsul {
  url: string;
  entries: Map<string, ServiceDefaults>;
  sidecars: TestSidecar[];
  /** `down`: it answers 500; `lossy`: it writes, and its answer is lost; `deaf`: it reads, and writes nothing. */
  condition: 'up' | 'down' | 'lossy' | 'deaf';
  /** Called before each write, for what happens between reading and writing. */
  beforeWrite: () => void;
  /** Writes an entry as `consul config write` does. */
  edit(service: string, change: (entry: ServiceDefaults) => void): void;
  /** Brings all back to how it was: these entries, and sidecars that are well. */
  reset(entries: ServiceDefaults[]): void;
  addSidecar(id: string, service: string): Promise<TestSidecar>;
  close(): Promise<void>;
}

const well = { fit: true, named: true, behaviour: 'takes' } as const;

interface Running {
  sidecar: TestSidecar;
  port: number;
  /** The entry that it runs, and the one that it has refused. */
  active: ServiceDefaults | undefined;
  refused: ServiceDefaults | undefined;
}

export async function startTestConsul(entries: ServiceDefaults[]): Promise<TestConsul> {
  let index = 10;
  const waiting = new Set<() => void>();
  const running: Running[] = [];
  const servers: ReturnType<typeof createServer>[] = [];

  function put(entry: ServiceDefaults): void {
    index += 1;
    consul.entries.set(entry.Name, { ...entry, ModifyIndex: index });
    for (const one of running.filter(({ sidecar }) => sidecar.service === entry.Name)) tell(one, entry);
    for (const wake of [...waiting]) wake();
  }

  function tell(one: Running, entry: ServiceDefaults): void {
    const { behaviour } = one.sidecar;
    // One that refuses takes what it ran before.
    const again = JSON.stringify(one.active?.EnvoyExtensions) === JSON.stringify(entry.EnvoyExtensions);
    if (behaviour === 'refuses' && !again) one.refused = entry;
    else if (behaviour !== 'ignores') {
      one.active = entry;
      one.refused = undefined;
    }
  }

  async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void) {
    const server = createServer(handle);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  function readEntry(url: URL, response: ServerResponse): void {
    const after = Number(url.searchParams.get('index') ?? 0);
    const answer = () => {
      waiting.delete(answer);
      const entry = consul.entries.get(url.pathname.split('/').at(-1) ?? '');
      response.writeHead(entry ? 200 : 404, { 'x-consul-index': String(index) });
      response.end(entry ? JSON.stringify(entry) : 'Config entry not found');
    };
    if (after >= index) waiting.add(answer);
    else answer();
  }

  async function writeEntry(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    consul.beforeWrite();
    const entry = JSON.parse(text) as ServiceDefaults;
    const same = consul.entries.get(entry.Name)?.ModifyIndex === Number(url.searchParams.get('cas'));
    if (consul.condition !== 'deaf' && same) put(entry);
    if (consul.condition === 'up') response.end(String(same));
    else response.writeHead(500).end('rpc error');
  }

  function health(service: string | undefined): object[] {
    return running
      .filter(({ sidecar }) => sidecar.service === service)
      .map(({ sidecar, port }) => ({
        Node: { Address: '127.0.0.1' },
        Service: {
          ID: `${sidecar.id}-sidecar-proxy`,
          Address: '',
          Meta: sidecar.named ? { sidecar_config_port: String(port) } : null,
          Proxy: { DestinationServiceID: sidecar.id },
        },
        Checks: [{ Status: sidecar.fit ? 'passing' : 'critical' }],
      }));
  }

  const port = await listen((request, response) => {
    const url = new URL(request.url ?? '', 'http://consul');
    if (consul.condition === 'down') return response.writeHead(500).end('No cluster leader');
    if (request.method === 'PUT') return void writeEntry(url, request, response);
    if (url.pathname.startsWith('/v1/config/')) return readEntry(url, response);
    return response.end(JSON.stringify(health(url.pathname.split('/').at(-1))));
  });

  const consul: TestConsul = {
    url: `http://127.0.0.1:${port}`,
    entries: new Map(),
    sidecars: [],
    condition: 'up',
    beforeWrite: () => {},
    edit(service, change) {
      const entry = structuredClone(consul.entries.get(service) as ServiceDefaults);
      change(entry);
      put(entry);
    },
    reset(entries) {
      consul.condition = 'up';
      consul.beforeWrite = () => {};
      for (const sidecar of consul.sidecars) Object.assign(sidecar, well);
      for (const entry of entries) put(entry);
    },
    async addSidecar(id, service) {
      const sidecar: TestSidecar = { id, service, ...well };
      const one: Running = {
        sidecar,
        port: await listen((_request, response) => response.end(JSON.stringify(dump(one)))),
        active: consul.entries.get(service),
        refused: undefined,
      };
      running.push(one);
      consul.sidecars.push(sidecar);
      return sidecar;
    },
    async close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
  for (const entry of entries) put(entry);
  return consul;
}

/** As Envoy's admin interface answers. */
function dump({ active, refused }: Running): object {
  const failed = refused && {
    failed_configuration: listener(refused),
    details: 'Unable to create Wasm plugin',
  };
  return {
    configs: [
      {
        name: 'public_listener',
        active_state: { last_updated: new Date().toISOString(), listener: active && listener(active) },
        ...(failed && { error_state: failed }),
      },
    ],
  };
}

function listener({ EnvoyExtensions = [] }: ServiceDefaults): object {
  const filters = EnvoyExtensions.map(({ Arguments }) => {
    const { Name, Configuration, VmConfig } = Arguments?.PluginConfig ?? {};
    const config = {
      name: Name,
      vm_config: { code: { local: { filename: VmConfig?.Code?.Local?.Filename } } },
      configuration: { value: Configuration },
    };
    return { name: 'envoy.filters.http.wasm', typed_config: { config } };
  });
  return { filter_chains: [{ filters: [{ typed_config: { http_filters: filters } }] }] };
}
