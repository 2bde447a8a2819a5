import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { Failure, messageOf } from '../failure.js';

/** Nothing takes longer than this to be healthy again, in milliseconds. */
const PATIENCE = 180_000;
const INTERVAL = 500;

export interface Container {
  id: string;
  /** The service, and which of it where it is scaled: `image-store-v1`, `image-store-v1-2`. */
  name: string;
}

export interface Death {
  /** When it died, in milliseconds since 1970. */
  at: number;
  /** When Docker first found it healthy again. */
  healthyAt: number;
}

/** One line of `docker compose ps --format json`. */
interface Listed {
  ID: string;
  Name: string;
  Service: string;
  Project: string;
  Health: string;
}

/** What `docker inspect` tells of a container; times are RFC 3339. */
interface State {
  Pid: number;
  StartedAt: string;
  FinishedAt: string;
  Health: { Status: string; Log: { End: string; ExitCode: number }[] };
}

/**
 * The running containers of a hub, in the order of their names.
 * @throws {Failure} when none runs, or one is not healthy
 */
export async function hubContainers(): Promise<Container[]> {
  const lines = (await docker('compose', 'ps', '--format', 'json')).split('\n').filter(Boolean);
  const all = lines.map((line) => JSON.parse(line) as Listed);
  if (all.length === 0) {
    throw new Failure('No hub runs in containers here.', 'Next step: docker compose up --build --wait');
  }
  const unfit = all.filter(({ Health }) => Health !== 'healthy');
  if (unfit.length > 0) {
    throw new Failure(
      `${unfit.map(({ Name }) => Name).join(', ')}: not healthy, and so no hub to measure.`,
      'Next step: docker compose ps',
    );
  }
  const scaled = ({ Service }: Listed) => all.filter((other) => other.Service === Service).length > 1;
  return all
    .map((one) => ({
      id: one.ID,
      name: scaled(one) ? one.Name.replace(`${one.Project}-`, '') : one.Service,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Address of the hub's edge, as it is published on this machine. */
export async function edgeAddress(): Promise<string> {
  return `http://${await docker('compose', 'port', 'edge', '8080')}`;
}

/**
 * Kills the main process of a container with SIGKILL, and waits until Docker has started it again and found it healthy.
 * @throws {Failure} when that takes more than three minutes
 */
export async function killOnce({ id, name }: Container, signal: AbortSignal): Promise<Death> {
  const before = await stateOf(id);
  await killProcess(before.Pid);
  // Of past events Docker keeps the last 256, which its own health checks fill within seconds: so it is asked.
  for (const late = Date.now() + PATIENCE; Date.now() < late; await delay(INTERVAL, undefined, { signal })) {
    const { StartedAt, FinishedAt, Health } = await stateOf(id);
    if (StartedAt === before.StartedAt || Health.Status !== 'healthy') continue;
    const passed = Health.Log.find(({ End, ExitCode }) => ExitCode === 0 && End > StartedAt);
    if (passed) return { at: Date.parse(FinishedAt), healthyAt: Date.parse(passed.End) };
  }
  throw new Failure(`${name} is not healthy again ${PATIENCE / 1000} s after it was killed.`);
}

async function stateOf(id: string): Promise<State> {
  return JSON.parse(await docker('inspect', '--format', '{{json .State}}', id)) as State;
}

/**
 * `docker kill` would count as a wish that it stays down, and from within a container its first process cannot be killed:
 * a container beside it that sees all processes of the engine's machine does it.
 */
async function killProcess(pid: number): Promise<void> {
  const killer = [
    '--rm',
    '--pid=host',
    '--network=none',
    '--user=0',
    '--entrypoint=bash',
    'imagehub/sidecar',
  ];
  await docker('run', ...killer, '-c', `kill -9 ${pid}`);
}

async function docker(...args: string[]): Promise<string> {
  try {
    return (await execa('docker', args, { cwd: checkout })).stdout.trim();
  } catch (error) {
    throw new Failure(`docker ${args[0]} failed: ${messageOf(error)}`);
  }
}
