import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import { render } from '../hub/mesh.js';
import { freePorts } from '../ports/free.js';
import { type Entry, resourceKinds } from './resources.js';

const startsWithinMs = 20_000;

/**
 * Has a Consul that lives for a moment read consul/config-entries, since only Consul knows what its files say.
 * @param consul path of the program
 * @param variables what the files are filled in with
 * @returns the entries as Consul tells them
 */
export async function entriesOfCheckout(consul: string, variables: Record<string, string>): Promise<Entry[]> {
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-kubernetes-'));
  const [http, grpc, server, serf] = await fourPorts();
  const url = `http://127.0.0.1:${http}`;
  const file = join(folder, 'agent.hcl');
  const config = await render(join(checkout, 'consul/agent.hcl'), {
    CONSUL_DATA_DIR: join(folder, 'data'),
    CONSUL_HTTP_PORT: http,
    CONSUL_GRPC_PORT: grpc,
    CONSUL_SERVER_PORT: server,
    CONSUL_SERF_PORT: serf,
  });
  await writeFile(file, config);
  const options = { env: { CONSUL_HTTP_ADDR: url }, reject: false } as const;
  const agent = execa(consul, ['agent', `-config-file=${file}`], options);
  try {
    await untilLed(url);
    const env = { ...variables, CONSUL_BIN: consul, CONSUL_HTTP_ADDR: url };
    const { failed, stderr } = await execa('sh', [join(checkout, 'consul/apply.sh')], { env, reject: false });
    if (failed) throw new Failure(stderr);
    return (await Promise.all(Object.keys(resourceKinds).map((kind) => entriesOfKind(url, kind)))).flat();
  } finally {
    agent.kill('SIGKILL');
    await agent;
    await rm(folder, { recursive: true, force: true });
  }
}

async function fourPorts(): Promise<[string, string, string, string]> {
  const ports = freePorts();
  const next = async () => String((await ports.next()).value);
  return [await next(), await next(), await next(), await next()];
}

async function entriesOfKind(url: string, kind: string): Promise<Entry[]> {
  const response = await fetch(`${url}/v1/config/${kind}`);
  return (await response.json()) as Entry[];
}

/** Nothing tells when Consul begins to listen, so it is asked. */
async function untilLed(url: string): Promise<void> {
  const end = performance.now() + startsWithinMs;
  while (performance.now() < end) {
    const leader = await fetch(`${url}/v1/status/leader`).then(
      (response) => response.text(),
      () => '',
    );
    if (leader.includes(':')) return;
    await delay(100);
  }
  throw new Failure(`Consul has not elected itself within ${startsWithinMs / 1000} s.`);
}
