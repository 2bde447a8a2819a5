import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import { claimsPrefix } from '../claims.js';
import { CLAIMS, claimsOfRequest, subscriber } from '../envoy/bootstrap.js';
import { type Envoy, startEnvoy } from '../envoy/process.js';
import { startLoad } from '../load.js';
import type { Processors } from '../measure.js';
import { residentMemory } from '../procfs.js';
import { pull } from '../request.js';
import { LEDGER } from '../variants/ledger.js';
import { planLimiter } from '../variants/plan-limiter.js';
import { limiterConfiguration } from '../variants/variant.js';
import { type LedgerProcess, type Store, startLedger } from './servers.js';

/** People who come, each with one pull, and how fast. */
export interface Crowd {
  users: number;
  /** Minutes in which they come; 0: as fast as they are served. */
  minutes: number;
}

/** Bytes at one time, and how many people the ledger knows then. */
export interface Footprint {
  /** Resident memory. */
  envoy: number;
  ledger: number;
  valkey?: number;
  /** What Valkey has allocated for its data. */
  valkeyUsed?: number;
  people: number;
}

export interface CrowdResult {
  store: Store;
  users: number;
  /** Before anybody has come; after all of a first crowd, and, once they are forgotten, of a second. */
  footprints: Footprint[];
}

const LISTENER = 'crowd';
const LOAD = { inFlight: 8, held: 0 };
const CROWDS = 2;
const POLL_MS = 100;
/** A ledger in memory looks at everybody once in 30 s. */
const FORGOTTEN_WITHIN_MS = 90_000;
/** Seconds; so short that nobody needs to wait a minute until a crowd that came within seconds is forgotten. */
const SHORT_WINDOW = 30;

/** One sidecar and its ledger. */
interface Stage {
  ledger: LedgerProcess;
  envoy: Envoy;
  windowSeconds: number;
  footprints: Footprint[];
}

/** Has many people pull once through one sidecar, then as many others, and looks at what memory it takes. */
export async function measureCrowd(
  programs: { envoy: string; valkeyServer: string; limiter: string },
  processors: Processors,
  crowd: Crowd,
  progress: (text: string) => void,
): Promise<CrowdResult[]> {
  const stages: Stage[] = [];
  try {
    for (const valkeyServer of [undefined, programs.valkeyServer]) {
      stages.push(await setUp(programs, valkeyServer, processors, crowd));
    }
    for (let number = 0; number < CROWDS; number++) {
      for (const stage of stages) {
        progress(`people ${number + 1} of ${CROWDS}, ledger in ${stage.ledger.store}`);
        if (number > 0) await forgotten(stage);
        await come(stage, processors, crowd, 1 + number * crowd.users);
        stage.footprints.push(await footprint(stage));
      }
    }
    return stages.map(({ ledger: { store }, footprints }) => ({ store, users: crowd.users, footprints }));
  } finally {
    for (const { ledger, envoy } of stages) {
      await envoy.stop();
      await ledger.stop();
    }
  }
}

async function setUp(
  programs: { envoy: string; limiter: string },
  valkeyServer: string | undefined,
  processors: Processors,
  { minutes }: Crowd,
): Promise<Stage> {
  const ledger = await startLedger({ ledger: processors.load, valkey: processors.load }, valkeyServer);
  const windowSeconds = minutes === 0 ? SHORT_WINDOW : 60;
  const configuration = {
    ...limiterConfiguration(10, windowSeconds),
    ledger: { cluster: LEDGER, timeoutMs: 1000, onFailure: 'deny' as const },
  };
  const { filters } = planLimiter(programs.limiter, configuration);
  const listener = { name: LISTENER, filters: [claimsOfRequest, ...filters] };
  const envoy = await startEnvoy(programs.envoy, [listener], processors.envoy, { [LEDGER]: ledger.port });
  const stage: Stage = { ledger, envoy, windowSeconds, footprints: [] };
  stage.footprints.push(await footprint(stage));
  return stage;
}

/** The people come one after the other, the first with the number `first`. */
async function come(
  { envoy }: Stage,
  { load: processor }: Processors,
  { users, minutes }: Crowd,
  first: number,
): Promise<void> {
  const pause = Math.round((minutes * 60_000 * LOAD.inFlight) / users);
  const args = [CLAIMS, claimsPrefix({ ...subscriber, plan: 'personal' }), first, users, pause];
  const path = { ...pull, script: { name: 'users' as const, args } };
  const before = await served(envoy);
  const load = startLoad(envoy.port(LISTENER), path, LOAD, processor, 120 + minutes * 90);
  try {
    while ((await served(envoy)) - before < users) await sleep(POLL_MS / 2);
  } finally {
    await load.end();
  }
}

function served(envoy: Envoy): Promise<number> {
  return envoy.statistic(`http.${LISTENER}.downstream_rq_completed`);
}

async function forgotten({ ledger, windowSeconds }: Stage): Promise<void> {
  const deadline = Date.now() + windowSeconds * 1000 + FORGOTTEN_WITHIN_MS;
  while ((await ledger.people()) > 0) {
    if (Date.now() > deadline) throw new Failure(`The ledger in ${ledger.store} has not forgotten anybody.`);
    await sleep(POLL_MS);
  }
}

async function footprint({ envoy, ledger }: Stage): Promise<Footprint> {
  const { valkey } = ledger;
  return {
    envoy: await envoy.memory(),
    ledger: await residentMemory(ledger.pid),
    ...(valkey && { valkey: await residentMemory(valkey.pid), valkeyUsed: await valkey.usedMemory() }),
    people: await ledger.people(),
  };
}
