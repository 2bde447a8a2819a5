import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ServiceDefaults } from './mesh/service-defaults.js';

const run = promisify(execFile);
const START_MS = 60_000;

/** Two sidecars of image-store and one of the edge, real ones, configured by a real Consul. */
export interface TestMesh {
  url: string;
  /** What the sidecars have logged, warnings and what filters say. */
  log: () => string;
  /** What one sidecar tells to who is not in the mesh. */
  configDump: (id: string, query: string) => Promise<string>;
  /** Ends a sidecar, or stops it for a while. */
  signal: (id: string, signal: 'SIGSTOP' | 'SIGCONT') => void;
  close: () => Promise<void>;
}

const sidecars = [
  { id: 'image-store-v1', service: 'image-store' },
  { id: 'image-store-v2', service: 'image-store' },
  { id: 'edge', service: 'edge' },
];

export async function startTestMesh(entries: ServiceDefaults[]): Promise<TestMesh> {
  const folder = await mkdtemp(path.join(tmpdir(), 'imagehub-mesh-'));
  const processes = new Map<string, ChildProcess>();
  const configPorts = new Map<string, number>();
  let log = '';

  function start(name: string, file: string, args: string[], env: NodeJS.ProcessEnv = {}): void {
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr?.on('data', (data: Buffer) => {
      log += data.toString();
    });
    processes.set(name, child);
  }

  const [http, grpc, server, serf] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const url = `http://127.0.0.1:${http}`;
  const env = { CONSUL_HTTP_ADDR: url };
  const consul = process.env.CONSUL_BIN ?? '';

  async function ask(where: string, body?: object): Promise<Response> {
    const response = await fetch(url + where, body ? { method: 'PUT', body: JSON.stringify(body) } : {});
    if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
    return response;
  }

  async function startSidecar({ id, service }: (typeof sidecars)[number]): Promise<void> {
    const [app, inbound, admin, config] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    configPorts.set(id, config);
    const upstreams = [
      { DestinationName: 'imagehub', LocalBindAddress: '127.0.0.1', LocalBindPort: await freePort() },
    ];
    await ask('/v1/agent/service/register', {
      Name: service,
      ID: id,
      Address: '127.0.0.1',
      Port: app,
      Meta: { sidecar_config_port: String(config) },
      Connect: {
        SidecarService: {
          Port: inbound,
          Checks: [{ Name: 'listens', TCP: `127.0.0.1:${inbound}`, Interval: '1s' }],
          Proxy: {
            LocalServiceAddress: '127.0.0.1',
            Expose: {
              Paths: [{ Path: '/config_dump', LocalPathPort: admin, ListenerPort: config, Protocol: 'http' }],
            },
            ...(service === 'edge' && { Upstreams: upstreams }),
          },
        },
      },
    });
    const options = ['-bootstrap', '-sidecar-for', id, '-ignore-envoy-compatibility'];
    const addresses = ['-grpc-addr', `http://127.0.0.1:${grpc}`, '-admin-bind', `127.0.0.1:${admin}`];
    const { stdout } = await run(consul, ['connect', 'envoy', ...options, ...addresses], {
      env: { ...process.env, ...env },
    });
    const bootstrap = path.join(folder, `${id}.json`);
    await writeFile(bootstrap, stdout);
    const threads = ['--concurrency', '1', '--disable-hot-restart'];
    const draining = ['--drain-time-s', '1', '--drain-strategy', 'immediate'];
    const logging = ['--log-level', 'warning', '--component-log-level', 'misc:error,wasm:info'];
    start(id, process.env.ENVOY_BIN ?? '', ['-c', bootstrap, ...threads, ...draining, ...logging]);
  }

  const mesh: TestMesh = {
    url,
    log: () => log,
    async configDump(id, query) {
      const response = await fetch(`http://127.0.0.1:${configPorts.get(id)}/config_dump${query}`);
      return response.text();
    },
    signal: (id, signal) => processes.get(id)?.kill(signal),
    async close() {
      for (const child of processes.values()) {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };

  try {
    const file = path.join(folder, 'agent.json');
    await writeFile(file, JSON.stringify(agent(folder, { http, grpc, server, serf_lan: serf })));
    start('consul', consul, ['agent', `-config-file=${file}`], env);
    await until(
      async () => (await (await ask('/v1/connect/ca/roots')).text()).includes('"Active":true'),
      mesh,
    );
    const imagehub = { Kind: 'service-defaults', Name: 'imagehub', Protocol: 'http' };
    for (const { ModifyIndex: _index, ...entry } of [imagehub as Partial<ServiceDefaults>, ...entries]) {
      await ask('/v1/config', entry);
    }
    // Consul 1.22 syncs its catalog once more up to 3 s after an election, and a registration in that moment is late.
    await delay(3_100);
    await Promise.all(sidecars.map(startSidecar));
    await until(async () => {
      const checks = (await (await ask('/v1/health/state/passing')).json()) as { ServiceID: string }[];
      return sidecars.every(({ id }) => checks.some(({ ServiceID }) => ServiceID === `${id}-sidecar-proxy`));
    }, mesh);
    return mesh;
  } catch (error) {
    await mesh.close();
    throw error;
  }
}

function agent(folder: string, ports: Record<string, number>): object {
  return {
    server: true,
    bootstrap: true,
    node_name: 'test',
    data_dir: path.join(folder, 'consul'),
    bind_addr: '127.0.0.1',
    client_addr: '127.0.0.1',
    ports: { ...ports, serf_wan: -1, dns: -1, grpc_tls: -1 },
    default_intention_policy: 'deny',
    connect: { enabled: true },
    peering: { enabled: false },
    performance: { raft_multiplier: 1 },
    disable_update_check: true,
    log_level: 'error',
  };
}

async function until(happened: () => Promise<boolean>, { log }: Pick<TestMesh, 'log'>): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await delay(100)) {
    if (await happened().catch(() => false)) return;
  }
  throw new Error(`the mesh does not start:\n${log()}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
