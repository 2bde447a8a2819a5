import { FilterHost } from '@imagehub/filter-host';
import { Burst } from '../envoy/burst.js';
import { type Limited, PULL, startLimited } from '../envoy/limited.js';
import { residentBytes } from '../envoy/resident.js';
import { atOnce, editUnderLoad } from '../envoy/trials.js';
import { builtFilters } from '../modules.js';
import { subjects } from '../subjects/index.js';
import { compareAtRandom } from './parity.js';

const AT_RANDOM = 5_000;
const RUNS = 10;
const AT_ONCE = 2_000;
const LIMIT = 100;
const EARLY = 10_000;
const LATE = 1_000_000;

/** What takes minutes. Prints what it finds, and answers whether all of it is as it should be. */
export async function longRun(binary: string, seed: number): Promise<boolean> {
  const results = [await agreeAtRandom(binary, seed), await hostMemory()];
  const limited = await startLimited(binary, LIMIT);
  try {
    results.push(await exactAtOnce(limited), await exactUnderEdits(limited), await envoyMemory(limited));
  } finally {
    await limited.envoy.stop();
  }
  return results.every((passed) => passed);
}

async function agreeAtRandom(binary: string, seed: number): Promise<boolean> {
  const requests = await compareAtRandom(binary, seed, AT_RANDOM);
  const apart = requests.filter(({ differences }) => differences.length > 0);
  for (const { about, differences } of apart.slice(0, 5)) console.log([about, ...differences].join('\n  '));
  const verdict = apart.length === 0 ? 'identical' : `${apart.length} differ`;
  console.log(`${requests.length} requests at random (seed ${seed}): ${verdict}`);
  return apart.length === 0;
}

async function exactAtOnce(limited: Limited): Promise<boolean> {
  const admitted: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { 200: passed = 0 } = await atOnce(limited, `user-${run}`, AT_ONCE);
    admitted.push(passed);
  }
  console.log(`${AT_ONCE} requests of one user at once, limit ${LIMIT}: ${admitted.join(' ')} admitted`);
  return admitted.every((count) => count === LIMIT);
}

async function exactUnderEdits(limited: Limited): Promise<boolean> {
  const limits = Array.from({ length: 20 }, (_, i) => (i + 1) * 5);
  const { taken, statuses } = await editUnderLoad(limited, 'edited', limits);
  const { 200: admitted = 0, 429: refused = 0, ...failed } = statuses;
  const failures = Object.values(failed).reduce((sum, count) => sum + count, 0);
  console.log(
    `${taken.length} edits under load: ${admitted} admitted, ${refused} refused, ${failures} failed`,
  );
  return taken.every((was) => was) && failures === 0 && admitted <= LIMIT;
}

async function hostMemory(): Promise<boolean> {
  let flat = true;
  for (const { name, module } of await builtFilters()) {
    const subject = subjects.find((candidate) => candidate.name === name);
    if (!subject) continue;
    const host = new FilterHost({ module });
    host.configure(subject.configurations[0]);
    let early = 0;
    for (let sent = 0; sent < LATE; sent++) {
      if (sent === EARLY) early = host.memoryOf();
      host.send(subject.requests[sent % subject.requests.length] ?? subject.telltale(sent));
    }
    const late = host.memoryOf();
    console.log(`memory of ${name}: ${early} bytes after ${EARLY} requests, ${late} after ${LATE}`);
    flat &&= early === late;
  }
  return flat;
}

/** Envoy's own memory comes and goes with its connections: it is shown, and must not grow by more than a tenth. */
async function envoyMemory({ envoy, authorization }: Limited): Promise<boolean> {
  const burst = await Burst.connect(envoy.port, 16);
  const request = { ':path': PULL, authorization: authorization('memory') };
  const requests = Array.from({ length: 2_000 }, () => request);
  let early = 0;
  for (let sent = 0; sent < LATE; sent += requests.length) {
    if (sent === EARLY) early = await residentBytes(envoy.pid);
    await burst.send(requests);
  }
  burst.close();
  const late = await residentBytes(envoy.pid);
  const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  console.log(`memory of Envoy: ${mib(early)} after ${EARLY} requests, ${mib(late)} after ${LATE}`);
  return late < early * 1.1;
}
