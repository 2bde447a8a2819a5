import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onStopSignal } from '../hub/signals.js';
import type { HubState } from '../hub/state.js';
import { processesMentioning } from '../process/mentions.js';
import { prometheus } from '../provision/binary.js';
import { find } from '../provision/provision.js';
import { findZipkin } from '../provision/zipkin.js';
import { type HubProcess, launchHub, ownHub } from '../testing/hub.js';
import { checkTutorial } from '../tutorial/check.js';
import { local, runE2e } from './e2e.js';
import { runApiFuzz } from './fuzz-api.js';
import { runPhases } from './phases.js';
import { checkReadme } from './readme.js';
import { type MeshPrograms, meshPrograms, runTool } from './tools.js';

// Named, so that one which is missing is an error.
const projects = (...names: string[]) => names.map((name) => `--project=${name}`);
const sideBySide = [...projects('api', 'browser', 'phone'), '--workers=2'];
const oneByOne = projects('edits', 'figures', 'ledger', 'mesh');
// Tests that the hub without it has left out.
const withValkey = [...projects('ledger'), '--grep=@valkey'];
// Tests of dashboards, alerts and traces.
const watched = projects('observability');
const lifecycle = ['run', '--config', 'scripts/vitest.lifecycle.config.ts'];

/** `test`: lint, unit tests, the end-to-end tests against a hub of their own, and the life cycle of a hub. */
export async function test(): Promise<void> {
  const stopped = new AbortController();
  onStopSignal(() => {}).then(() => stopped.abort());
  const { signal } = stopped;
  const programs = await meshPrograms(signal);
  const vitest = (args: string[]) => runTool('vitest', args, { env: { ...programs }, signal });
  const livesAndDies = () =>
    runTool('vitest', lifecycle, { env: { ...programs }, signal, output: 'at its end' });
  const passed = await runPhases(
    [
      { title: 'lint', run: () => runTool('biome', ['check', '--error-on-warnings', '.'], { signal }) },
      { title: 'unit tests', run: () => vitest(['run', '--coverage']) },
      {
        title: 'end-to-end tests, and the life cycle of a hub',
        run: () => testOwnHub(programs, livesAndDies, signal),
      },
    ],
    signal,
  );
  process.exitCode = passed ? 0 : 1;
}

/**
 * Starts a hub and tests it, then what is left to test of it with a Valkey. What failed can be looked into.
 * @param beside tests of other hubs, run when no test of this one measures time any more
 */
async function testOwnHub(
  programs: MeshPrograms,
  beside: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const env = { ...(await ownHub()), ENVOY_CONCURRENCY: '2' };
  const home = env.IMAGEHUB_HOME;
  const tests = { ...programs, ...local(home) };
  const passed = await whileRunning(launchHub(env), home, async ({ url, consulUrl }) => {
    let ok = await runE2e(tests, sideBySide, signal);
    if (!signal.aborted) ok = (await runE2e(tests, oneByOne, signal)) && ok;
    if (!signal.aborted) ok = (await checkReadme({ url, consulUrl, consul: programs.CONSUL_BIN })) && ok;
    if (signal.aborted) return false;
    const others = beside();
    ok = (await checkTutorial({ url, consulUrl, home }, signal)) && ok;
    if (!signal.aborted) ok = (await runApiFuzz({ url, seconds: 30, seed: 1, signal })) && ok;
    return (await others) && ok;
  });
  const all = passed && !signal.aborted && (await testFurtherParts(env, home, tests, signal));
  if (all || signal.aborted) await rm(home, { recursive: true, force: true });
  else console.error(`The logs of the hub are kept: ${home}/logs`);
  return all;
}

/** Tests what only a hub with a Valkey has, and one that is watched. */
async function testFurtherParts(
  env: NodeJS.ProcessEnv,
  home: string,
  tests: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<boolean> {
  const observe = await canBeObserved();
  const hub = launchHub(env, '--valkey', ...(observe ? ['--observe'] : []));
  return whileRunning(hub, home, async () => {
    const passed = await runE2e(tests, withValkey, signal);
    return observe && !signal.aborted ? (await runE2e(tests, watched, signal)) && passed : passed;
  });
}

/** Where they would have to be fetched, tests do without Prometheus and Zipkin: to build the one takes minutes. */
async function canBeObserved(): Promise<boolean> {
  if (process.env.CI || ((await find(prometheus)) && (await findZipkin()))) return true;
  console.log(
    'Left out: the tests of dashboards, alerts and traces. Prometheus or Zipkin is not here: npm start -- --observe fetches them.',
  );
  return false;
}

/** Does something while a hub runs, stops it, and sees that nothing of it is left. */
async function whileRunning(
  hub: HubProcess,
  home: string,
  run: (state: HubState) => Promise<boolean>,
): Promise<boolean> {
  let passed = false;
  try {
    await hub.says('is ready at');
    console.log(factsOf(hub));
    passed = await run(hub.state());
  } finally {
    hub.child.kill('SIGINT');
    await hub.ended;
    await mkdir(join(home, 'logs'), { recursive: true });
    await appendFile(join(home, 'logs/runner.log'), hub.output());
  }
  const left = await processesMentioning(home);
  if (left.length > 0) console.error(`The hub has left processes behind:\n${left.join('\n')}`);
  return passed && left.length === 0;
}

/** The lines on address, time and memory. */
function factsOf(hub: HubProcess): string | undefined {
  return hub
    .output()
    .split('\n\n')
    .find((paragraph) => paragraph.includes('is ready at'));
}
