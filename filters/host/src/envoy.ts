/**
 * A real Envoy with filters on it, for the tests that no stand-in can replace. Listeners come from a watched
 * file, so that a test can edit the filters' configuration as a control plane does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Agent, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const TYPES = 'type.googleapis.com/envoy.extensions.filters';
/** Envoy starts within a second; a busy machine may take several. */
const START_MS = 20_000;

export interface EnvoyOptions {
  /** Path of the Envoy binary. */
  binary: string;
  /** Worker threads. */
  concurrency: number;
  /** HTTP filters before the router; see `wasmFilter` and `jwtFilter`. */
  filters: object[];
  /** Port of an upstream on 127.0.0.1. Default: Envoy itself answers everything with 200 "ok". */
  upstreamPort?: number;
  /** Ports on 127.0.0.1 of further clusters, by name: services that filters call. */
  clusters?: Readonly<Record<string, number>>;
}

export interface EnvoyResponse {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}

export interface EnvoyRequest {
  method?: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string;
}

/** The filter as Envoy's configuration names it. */
export function wasmFilter(name: string, file: string, configuration: unknown): object {
  return {
    name,
    typed_config: {
      '@type': `${TYPES}.http.wasm.v3.Wasm`,
      config: {
        name,
        root_id: name,
        vm_config: {
          vm_id: name,
          runtime: 'envoy.wasm.runtime.v8',
          code: { local: { filename: file } },
        },
        configuration: {
          '@type': 'type.googleapis.com/google.protobuf.StringValue',
          value: typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
        },
      },
    },
  };
}

/**
 * jwt_authn as Consul configures it for a provider: claims go to dynamic metadata, a missing token passes.
 */
export function jwtFilter(provider: string, issuer: string, keys: object[]): object {
  return {
    name: 'envoy.filters.http.jwt_authn',
    typed_config: {
      '@type': `${TYPES}.http.jwt_authn.v3.JwtAuthentication`,
      providers: {
        [provider]: {
          issuer,
          audiences: [issuer],
          local_jwks: { inline_string: JSON.stringify({ keys }) },
          payload_in_metadata: `jwt_payload_${provider}`,
        },
      },
      rules: [
        {
          match: { prefix: '/' },
          requires: {
            requires_any: { requirements: [{ provider_name: provider }, { allow_missing_or_failed: {} }] },
          },
        },
      ],
    },
  };
}

/** Starts Envoy and waits until it serves. Ports are its own choice, all on 127.0.0.1. */
export async function startEnvoy(options: EnvoyOptions): Promise<Envoy> {
  const folder = await mkdtemp(join(tmpdir(), 'envoy-'));
  const adminFile = join(folder, 'admin');
  await writeListeners(folder, options);
  await writeFile(join(folder, 'bootstrap.json'), JSON.stringify(bootstrap(folder, options)));
  const arguments_ = [
    '-c',
    join(folder, 'bootstrap.json'),
    '--admin-address-path',
    adminFile,
    '--log-level',
    'error',
  ];
  const child = spawn(
    options.binary,
    [
      ...arguments_,
      '--concurrency',
      String(options.concurrency),
      '--disable-hot-restart',
      // As the mesh starts it: otherwise connections stay with the old filters until they are cut, requests
      // and all.
      '--drain-time-s',
      '5',
      '--drain-strategy',
      'immediate',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const envoy = new Envoy(child, folder, options);
  try {
    await envoy.ready(adminFile);
    return envoy;
  } catch (error) {
    await envoy.stop();
    throw error;
  }
}

/** A running Envoy. */
export class Envoy {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #options: EnvoyOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  #log = '';
  #admin = 0;
  #port = 0;

  constructor(child: ChildProcess, folder: string, options: EnvoyOptions) {
    this.#child = child;
    this.#folder = folder;
    this.#options = options;
    child.stderr?.on('data', (data: Buffer) => {
      this.#log += data.toString();
    });
  }

  /** Port of the listener on 127.0.0.1, for clients other than `request`. HTTP/1.1 and HTTP/2 without TLS. */
  get port(): number {
    return this.#port;
  }

  /** Process id, to read what the process uses. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What Envoy has logged, errors and worse. */
  get log(): string {
    return this.#log;
  }

  /** Waits until the listener takes requests. @throws {Error} with Envoy's log if it never does */
  async ready(adminFile: string): Promise<void> {
    for (const end = Date.now() + START_MS; Date.now() < end; await delay(20)) {
      if (this.#child.exitCode !== null) throw new Error(`Envoy ended:\n${this.#log}`);
      this.#admin ||= Number((await readFile(adminFile, 'utf8').catch(() => '')).split(':')[1] ?? 0);
      if (!this.#admin) continue;
      this.#port ||= await this.#listenerPort();
      if (this.#port) return;
      if (this.#log.includes('error adding listener')) break;
    }
    throw new Error(`Envoy has no listener:\n${this.#log}`);
  }

  /** Sends a request over one of up to 256 kept connections; the path goes out as it is written. */
  request(request: EnvoyRequest): Promise<EnvoyResponse> {
    return this.#send(this.#port, request);
  }

  /** Asks the admin interface. */
  async admin(path: string): Promise<string> {
    const { body } = await this.#send(this.#admin, { path });
    return body;
  }

  /** The counters and gauges whose names match, by name. */
  async stats(filter: string): Promise<Record<string, number>> {
    const text = await this.admin(`/stats?filter=${encodeURIComponent(filter)}`);
    const lines = text.split('\n').filter((line) => line.includes(': '));
    return Object.fromEntries(lines.map((line) => [line.split(': ')[0] ?? '', Number(line.split(': ')[1])]));
  }

  /**
   * Puts other filters in the place of those before, and waits until Envoy has taken or refused them.
   *
   * @returns whether it took them
   */
  async update(filters: object[]): Promise<boolean> {
    const before = await this.#updates();
    await writeListeners(this.#folder, { ...this.#options, filters });
    for (const end = Date.now() + START_MS; Date.now() < end; await delay(10)) {
      const after = await this.#updates();
      if (after.rejected > before.rejected) return false;
      if (after.success > before.success && after.warming === 0) return true;
    }
    throw new Error(`Envoy did not notice the edit:\n${this.#log}`);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #updates(): Promise<{ success: number; rejected: number; warming: number }> {
    const stats = await this.stats('listener_manager');
    return {
      success: stats['listener_manager.lds.update_success'] ?? 0,
      rejected: stats['listener_manager.lds.update_rejected'] ?? 0,
      warming: stats['listener_manager.total_listeners_warming'] ?? 0,
    };
  }

  async #listenerPort(): Promise<number> {
    const text = await this.admin('/listeners?format=json').catch(() => '{}');
    const { listener_statuses: listeners } = JSON.parse(text) as {
      listener_statuses?: { local_address: { socket_address: { port_value: number } } }[];
    };
    return listeners?.[0]?.local_address.socket_address.port_value ?? 0;
  }

  #send(
    port: number,
    { method = 'GET', path, headers = {}, body: sent }: EnvoyRequest,
  ): Promise<EnvoyResponse> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        { host: '127.0.0.1', port, method, path, headers, agent: this.#agent },
        (response) => {
          let body = '';
          response.setEncoding('utf8');
          response.on('data', (text: string) => {
            body += text;
          });
          response.on('error', reject);
          response.on('end', () => {
            const fields = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
            resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(fields), body });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(sent);
    });
  }
}

function bootstrap(folder: string, { upstreamPort, clusters = {} }: EnvoyOptions): object {
  const called = Object.entries(clusters).map(([name, port]) => cluster(name, port));
  return {
    // As in a mesh, no two have the same id: filters tell sidecars apart by it.
    node: { id: basename(folder), cluster: 'test' },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    dynamic_resources: {
      lds_config: {
        path_config_source: { path: join(folder, 'listeners.json') },
        resource_api_version: 'V3',
      },
    },
    static_resources: {
      clusters: upstreamPort === undefined ? called : [cluster('upstream', upstreamPort), ...called],
    },
  };
}

function cluster(name: string, port: number): object {
  const address = { socket_address: { address: '127.0.0.1', port_value: port } };
  return {
    name,
    connect_timeout: '5s',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
  };
}

/** Renames a finished file into place: Envoy reads it on exactly this event. */
async function writeListeners(folder: string, { filters, upstreamPort }: EnvoyOptions): Promise<void> {
  const action =
    upstreamPort === undefined
      ? { direct_response: { status: 200, body: { inline_string: 'ok' } } }
      : { route: { cluster: 'upstream' } };
  const manager = {
    '@type': `${TYPES}.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: 'test',
    route_config: {
      virtual_hosts: [{ name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, ...action }] }],
    },
    http_filters: [
      ...filters,
      { name: 'envoy.filters.http.router', typed_config: { '@type': `${TYPES}.http.router.v3.Router` } },
    ],
  };
  const listener = {
    '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
    name: 'test',
    address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
    filter_chains: [
      { filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] },
    ],
  };
  const draft = join(folder, 'listeners.draft');
  await writeFile(draft, JSON.stringify({ resources: [listener] }));
  await rename(draft, join(folder, 'listeners.json'));
}
