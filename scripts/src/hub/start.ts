import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '../failure.js';
import { isFree } from '../ports/free.js';
import { holderOf } from '../ports/holder.js';
import { choosePorts } from '../ports/table.js';
import { tryLock } from '../process/lock.js';
import { showSteps } from '../steps/show.js';
import type { Blueprint } from './blueprint.js';
import { type Home, hubHome, openHome, wipeHome } from './home.js';
import { createHub, type Hub } from './hub.js';
import { endLeftovers } from './leftovers.js';
import { forgetRegistrations } from './mesh.js';
import { findObservers } from './observers.js';
import { loadSecrets } from './secrets.js';
import { onStopSignal } from './signals.js';
import { readState } from './state.js';
import { printSummary } from './summary.js';

/**
 * `start [--fresh] [--valkey] [--observe]`: runs a hub until it is told to stop.
 * @throws {Failure} when it cannot start; everything that did start is ended first
 */
export async function start(args: string[]): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ args, options: { fresh: flag, valkey: flag, observe: flag } });
  const began = performance.now();
  const home = hubHome();
  await openHome(home);
  const release = await tryLock(join(home.run, 'lock'));
  if (typeof release === 'number') {
    console.log(`Image Hub runs already, at ${readState(home)?.url} (process ${release}).`);
    return;
  }
  try {
    await clearUp(home);
    if (values.fresh) await wipeHome(home);
    await forgetRegistrations(home);
    await run(await plan(home, values), began);
  } finally {
    await release();
  }
}

/** After a `kill -9` of the runner its parts live on, and hold the ports and the data. */
async function clearUp(home: Home): Promise<void> {
  const state = readState(home);
  if (!state) return;
  const ended = await endLeftovers(state);
  if (ended.length > 0) console.log(`Ended what a killed run had left: ${ended.join(', ')}`);
}

async function plan(home: Home, { valkey, observe }: Choices): Promise<Blueprint> {
  const previous = readState(home)?.ports ?? {};
  const ports = await choosePorts({ env: process.env, previous, isFree, holderOf });
  const binaries = { consul: '', envoy: '', 'valkey-server': '' };
  const observers = observe ? await findObservers(process.env) : undefined;
  return { home, ports, secrets: await loadSecrets(home), valkey, observers, binaries };
}

interface Choices {
  valkey: boolean;
  observe: boolean;
}

async function run(blueprint: Blueprint, began: number): Promise<void> {
  const incidents: string[] = [];
  let say = (text: string): void => {
    incidents.push(text);
  };
  const hub = createHub(blueprint, (text) => say(text));
  const stop = onStopSignal(() => hub.kill());
  try {
    const started = showSteps(hub.steps).then(() => 'started' as const);
    if ((await Promise.race([started, stop])) === 'started') {
      hub.declareReady();
      say = (text) => console.log(`${new Date().toLocaleTimeString()} ${text}`);
      for (const incident of incidents) say(incident);
      await printSummary(blueprint, (performance.now() - began) / 1000);
      await stop;
    } else {
      // The parts that are stopped half way say so; nobody need hear it.
      started.catch(() => {});
      process.exitCode = 130;
    }
    console.log('\nStopping …');
  } finally {
    await endHub(hub);
  }
  console.log('Stopped.');
}

async function endHub(hub: Hub): Promise<void> {
  await hub.stop().catch((error: unknown) => {
    hub.kill();
    throw new Failure(`Not everything could be stopped: ${error}`);
  });
}
