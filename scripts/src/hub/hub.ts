import { setTimeout as delay } from 'node:timers/promises';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import { portsInUse } from '../ports/table.js';
import { markOf } from '../process/mark.js';
import { consul, envoy, valkey } from '../provision/binary.js';
import { provision } from '../provision/provision.js';
import { beginSeeding, type Seeding } from '../seed/once.js';
import type { Step } from '../steps/run.js';
import { type Blueprint, consulUrl, edgeUrl } from './blueprint.js';
import { createDatabases } from './databases.js';
import { openLog } from './log.js';
import { applyConfigEntries } from './mesh.js';
import { hubParts, type Part, type Stage, stages } from './parts.js';
import { type Probe, untilHubAnswers, untilReady } from './probe.js';
import { type HubState, type PartState, writeState } from './state.js';
import { type Supervisor, supervise } from './supervisor.js';

/** How long a stage is given to end by itself, in milliseconds. */
const graceMs: Record<Stage, number> = {
  edge: 1_000,
  sidecar: 1_000,
  service: 2_000,
  consul: 1_500,
  store: 3_000,
};
const answersWithinMs = 30_000;

export interface Hub {
  /** The work of a start, to be run side by side. */
  steps: Step[];
  /** Says in the state that the hub is ready. */
  declareReady(): void;
  /** Ends all parts, in an order in which none misses another. */
  stop(): Promise<void>;
  /** Kills all parts at once. */
  kill(): void;
}

/**
 * Makes a hub that is not started yet.
 * @param onIncident told on one line when a part ends by itself and when it is back
 */
export function createHub(blueprint: Blueprint, onIncident: (text: string) => void): Hub {
  const { home, ports } = blueprint;
  const aborted = new AbortController();
  const parts = hubParts(blueprint);
  const state: HubState = {
    state: 'starting',
    runner: markOf(process.pid),
    startedAt: new Date().toISOString(),
    url: edgeUrl(ports),
    consulUrl: consulUrl(ports),
    home: home.path,
    ports: portsInUse(ports, blueprint),
    parts: {},
  };
  const supervisors = new Map<Part, Supervisor>(parts.map((part) => [part, superviseAndRecord(part)]));
  const record = () => writeState(home, state);

  function superviseAndRecord(part: Part): Supervisor {
    return supervise(part, {
      logFile: openLog(home.logs, part.name),
      cwd: checkout,
      onIncident,
      onChange({ health, process, restarts }) {
        const { program, probe, port } = part;
        const since = new Date().toISOString();
        const entry: PartState = { program, health, since, restarts, port: ports[port], probe };
        state.parts[part.name] = process ? { ...entry, process } : entry;
        record();
      },
    });
  }

  async function forStage(stage: Stage, act: (supervisor: Supervisor) => unknown): Promise<void> {
    await Promise.all(
      parts.filter((part) => part.stage === stage).map((part) => act(supervisors.get(part) as Supervisor)),
    );
  }

  const partSteps = (stage: Stage) => parts.filter((part) => part.stage === stage).map(partStep);

  return {
    // In the order in which they come to pass, for who watches.
    steps: [
      ...provisioning(blueprint, aborted.signal),
      ...partSteps('store'),
      databasesStep(blueprint),
      ...partSteps('consul'),
      settledStep(blueprint, aborted.signal),
      ...partSteps('service'),
      meshStep(blueprint),
      ...partSteps('sidecar'),
      ...partSteps('edge'),
      answersStep(blueprint, parts, aborted.signal),
      ...seedSteps(blueprint, aborted.signal),
    ],
    declareReady() {
      state.state = 'ready';
      state.readyAt = new Date().toISOString();
      record();
    },
    async stop() {
      aborted.abort();
      state.state = 'stopping';
      record();
      for (const stage of stages) await forStage(stage, (supervisor) => supervisor.stop(graceMs[stage]));
      state.state = 'stopped';
      record();
    },
    kill() {
      aborted.abort();
      for (const supervisor of supervisors.values()) supervisor.kill();
      state.state = 'stopped';
      record();
    },
  };

  function partStep(part: Part): Step {
    return {
      name: part.name,
      title: part.name,
      after: part.after,
      run: () => (supervisors.get(part) as Supervisor).start(),
    };
  }
}

function provisioning(blueprint: Blueprint, signal: AbortSignal): Step[] {
  const needed = blueprint.valkey ? [consul, envoy, valkey] : [consul, envoy];
  return needed.map((binary) => ({
    name: `${binary.name}-binary`,
    title: `${binary.name} ${binary.version}`,
    after: [],
    run: async (report) => {
      blueprint.binaries[binary.name] = (await provision(binary, report, signal)).file;
    },
  }));
}

function databasesStep(blueprint: Blueprint): Step {
  return {
    name: 'databases',
    title: 'databases',
    after: ['postgres'],
    run: () => createDatabases(blueprint),
  };
}

/**
 * Consul (1.22) syncs its catalog as a whole when it has a leader, and once more up to 3 s later. If a service is being
 * registered in that very moment, it silently puts all syncing off by 15 to 30 s, and for so long the edge knows of nobody
 * who is healthy (agent/ae, retryFullSyncState). The first sync shows in that services of before are gone; nothing shows
 * the second, so registrations wait until it must have been.
 */
function settledStep({ ports }: Blueprint, signal: AbortSignal): Step {
  const onlyConsul: Probe = { http: `${consulUrl(ports)}/v1/catalog/services`, expect: '{"consul":[]}' };
  return {
    name: 'settled',
    title: 'first syncs of the catalog',
    after: ['consul'],
    async run() {
      // Somebody may have put a service of their own into the catalog, which stays.
      const until = AbortSignal.any([signal, AbortSignal.timeout(8_000)]);
      await untilReady(onlyConsul, until).catch(() => signal.throwIfAborted());
      await delay(3_100, undefined, { signal });
    },
  };
}

function meshStep(blueprint: Blueprint): Step {
  return {
    name: 'mesh',
    title: 'config entries of the mesh',
    after: ['consul', 'auth'],
    run: async (report) => report(await applyConfigEntries(blueprint)),
  };
}

/** Each part is ready; this sees that a request finds its way through all of them. */
function answersStep({ home, ports }: Blueprint, parts: Part[], signal: AbortSignal): Step {
  return {
    name: 'answers',
    title: 'answers through the edge',
    after: parts.map(({ name }) => name),
    async run() {
      const until = AbortSignal.any([signal, AbortSignal.timeout(answersWithinMs)]);
      try {
        await untilHubAnswers(edgeUrl(ports), until);
      } catch {
        signal.throwIfAborted();
        throw new Failure(
          `All parts are ready, but ${edgeUrl(ports)} does not answer for all services within ${answersWithinMs / 1000} s.`,
          `Next step: look for errors in the logs of the edge and the sidecars, in ${home.logs}.`,
        );
      }
    },
  };
}

/** Begins while the hub waits for Consul, and ends when it answers. */
function seedSteps({ home, ports, secrets }: Blueprint, signal: AbortSignal): Step[] {
  let seeding: Seeding | undefined;
  return [
    {
      name: 'drawing',
      title: 'demo pictures',
      after: ['consul'],
      async run() {
        seeding = await beginSeeding(home.data, signal);
      },
    },
    {
      name: 'seed',
      title: 'demo accounts and pictures',
      after: ['drawing', 'answers'],
      run: async (report) => seeding?.finish(edgeUrl(ports), secrets, report),
    },
  ];
}
