import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { Failure, messageOf } from '../failure.js';
import { prometheus } from '../provision/binary.js';
import { provision } from '../provision/provision.js';
import { type Zipkin, zipkin, zipkinVersion } from '../provision/zipkin.js';
import { showSteps } from '../steps/show.js';
import type { Blueprint } from './blueprint.js';
import { render } from './mesh.js';
import type { Part } from './parts.js';
import { zipkinUrl } from './tracing.js';

/** What watches a hub that is started with `--observe`, as far as it can be had here. */
export interface Observers {
  /** Path of Prometheus. */
  prometheus?: string;
  zipkin?: Zipkin;
  /** How many requests are traced, in per cent. */
  sampling: number;
}

/**
 * Finds or fetches Prometheus and Zipkin. Whichever cannot be had is left out, with a line that says why.
 * @throws {Failure} when IMAGEHUB_TRACING_SAMPLING is no percentage
 */
export async function findObservers(env: NodeJS.ProcessEnv): Promise<Observers> {
  const observers: Observers = { sampling: samplingOf(env) };
  const { signal } = new AbortController();
  const missing: string[] = [];
  const optional = (
    name: string,
    version: string,
    find: (report: (text: string) => void) => Promise<void>,
  ) => ({
    name,
    title: `${name} ${version}`,
    after: [],
    run: (report: (text: string) => void) =>
      find(report).catch((error: unknown) => {
        missing.push(`${name} is left out: ${messageOf(error)}`);
      }),
  });
  await showSteps([
    optional('prometheus', prometheus.version, async (report) => {
      observers.prometheus = (await provision(prometheus, report, signal)).file;
    }),
    optional('zipkin', zipkinVersion, async (report) => {
      observers.zipkin = await zipkin(report, signal);
    }),
  ]);
  for (const line of missing) console.log(line);
  return observers;
}

function samplingOf(env: NodeJS.ProcessEnv): number {
  const text = env.IMAGEHUB_TRACING_SAMPLING ?? '100';
  const sampling = Number(text);
  if (text !== '' && sampling > 0 && sampling <= 100) return sampling;
  throw new Failure(
    `IMAGEHUB_TRACING_SAMPLING=${text} is no percentage: give a number above 0, at most 100.`,
  );
}

/** Those that there are, as parts of the hub. */
export function observerParts(hub: Blueprint): Part[] {
  const { prometheus: program, zipkin: server } = hub.observers ?? {};
  return [...(server ? [zipkinPart(hub, server)] : []), ...(program ? [prometheusPart(hub, program)] : [])];
}

function prometheusPart(hub: Blueprint, program: string): Part {
  const { home, ports } = hub;
  const address = `127.0.0.1:${ports.prometheus}`;
  return {
    name: 'prometheus',
    // It only asks others.
    stage: 'edge',
    after: ['consul'],
    port: 'prometheus',
    program: 'prometheus',
    async command() {
      const storage = join(home.data, 'prometheus');
      await mkdir(storage, { recursive: true, mode: 0o700 });
      const args = {
        'config.file': await renderConfig(hub),
        'storage.tsdb.path': storage,
        'storage.tsdb.retention.size': '512MB',
        'web.listen-address': address,
        'log.level': 'warn',
      };
      return { file: program, args: Object.entries(args).map(([name, value]) => `--${name}=${value}`) };
    },
    probe: { http: `http://${address}/-/ready` },
  };
}

async function renderConfig({ home, ports }: Blueprint): Promise<string> {
  const folder = join(checkout, 'observability');
  const text = await render(join(folder, 'prometheus.yml'), {
    CONSUL_ADDRESS: `127.0.0.1:${ports.consul}`,
    RULES_FILE: join(folder, 'rules.yml'),
  });
  const file = join(home.mesh, 'prometheus.yml');
  await writeFile(file, text);
  return file;
}

/** Keeps the last traces in memory. */
function zipkinPart({ home, ports }: Blueprint, { java, jar }: Zipkin): Part {
  return {
    name: 'zipkin',
    stage: 'store',
    after: [],
    port: 'zipkin',
    program: 'java',
    command: async () => ({
      file: java,
      args: [
        '-Xmx192m',
        '-XX:+UseSerialGC',
        // Out of memory it would go on, and answer nobody.
        '-XX:+ExitOnOutOfMemoryError',
        `-Djava.io.tmpdir=${home.run}`,
        '-jar',
        jar,
        // Its own setting of the port has none for the address.
        '--armeria.ports[0].ip=127.0.0.1',
        `--armeria.ports[0].port=${ports.zipkin}`,
        '--armeria.ports[0].protocols[0]=http',
      ],
      // The heap is full at some 50,000.
      env: { STORAGE_TYPE: 'mem', MEM_MAX_SPANS: '20000' },
    }),
    probe: { http: `${zipkinUrl(ports)}/health` },
  };
}
