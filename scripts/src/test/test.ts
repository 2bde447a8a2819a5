import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onStopSignal } from '../hub/signals.js';
import { processesMentioning } from '../process/mentions.js';
import { type HubProcess, launchHub, ownHub } from '../testing/hub.js';
import { local, runE2e } from './e2e.js';
import { runApiFuzz } from './fuzz-api.js';
import { runPhases } from './phases.js';
import { checkReadme } from './readme.js';
import { type MeshPrograms, meshPrograms, runTool } from './tools.js';

// Named, so that one which is missing is an error.
const allProjects = ['api', 'browser', 'figures', 'ledger', 'mesh'].map((project) => `--project=${project}`);
const lifecycle = ['run', '--config', 'scripts/vitest.lifecycle.config.ts'];

/** `test`: lint, unit tests, the end-to-end tests against a hub of their own, and the life cycle of a hub. */
export async function test(): Promise<void> {
  const stopped = new AbortController();
  onStopSignal(() => {}).then(() => stopped.abort());
  const { signal } = stopped;
  const programs = await meshPrograms(signal);
  const vitest = (args: string[]) => runTool('vitest', args, { env: { ...programs }, signal });
  const passed = await runPhases(
    [
      { title: 'lint', run: () => runTool('biome', ['check', '--error-on-warnings', '.'], { signal }) },
      { title: 'unit tests', run: () => vitest(['run', '--coverage']) },
      { title: 'end-to-end tests', run: () => testOwnHub(programs, signal) },
      { title: 'life cycle of a hub', run: () => vitest(lifecycle) },
    ],
    signal,
  );
  process.exitCode = passed ? 0 : 1;
}

/** Starts a hub, tests it, stops it, and sees that nothing of it is left. What failed can be looked into. */
async function testOwnHub(programs: MeshPrograms, signal: AbortSignal): Promise<boolean> {
  const env = { ...(await ownHub()), ENVOY_CONCURRENCY: '2' };
  const home = env.IMAGEHUB_HOME;
  const hub = launchHub(env);
  let passed = false;
  try {
    await hub.says('is ready at');
    console.log(factsOf(hub));
    const { url, consulUrl } = hub.state();
    passed = await runE2e({ ...programs, ...local(home) }, allProjects, signal);
    if (!signal.aborted)
      passed = (await checkReadme({ url, consulUrl, consul: programs.CONSUL_BIN })) && passed;
    if (!signal.aborted) passed = (await runApiFuzz({ url, seconds: 30, seed: 1, signal })) && passed;
  } finally {
    hub.child.kill('SIGINT');
    await hub.ended;
    const left = await processesMentioning(home);
    if (left.length > 0) console.error(`The hub has left processes behind:\n${left.join('\n')}`);
    passed &&= left.length === 0;
    if (passed || signal.aborted) await rm(home, { recursive: true, force: true });
    else await keepForInspection(home, hub.output());
  }
  return passed;
}

/** The lines on address, time and memory. */
function factsOf(hub: HubProcess): string | undefined {
  return hub
    .output()
    .split('\n\n')
    .find((paragraph) => paragraph.includes('is ready at'));
}

async function keepForInspection(home: string, output: string): Promise<void> {
  await writeFile(join(home, 'logs/runner.log'), output);
  console.error(`The logs of the hub are kept: ${home}/logs`);
}
