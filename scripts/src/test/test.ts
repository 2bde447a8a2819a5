import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processesMentioning } from '../process/mentions.js';
import { launchHub, ownHub } from '../testing/hub.js';
import { runE2e } from './e2e.js';
import { runPhases } from './phases.js';
import { type MeshPrograms, meshPrograms, runTool } from './tools.js';

/** `test`: lint, unit tests, the runner's life cycle, and the end-to-end tests against a hub of their own. */
export async function test(): Promise<void> {
  const programs = await meshPrograms();
  const passed = await runPhases([
    { title: 'lint', run: () => runTool('biome', ['check', '--error-on-warnings', '.']) },
    { title: 'unit tests', run: () => runTool('vitest', ['run'], { ...programs }) },
    { title: 'end-to-end tests', run: () => testOwnHub(programs) },
    {
      title: 'life cycle of a hub',
      run: () =>
        runTool('vitest', ['run', '--config', 'scripts/vitest.lifecycle.config.ts'], { ...programs }),
    },
  ]);
  process.exitCode = passed ? 0 : 1;
}

/** Starts a hub, tests it, stops it, and sees that nothing of it is left. What failed can be looked into. */
async function testOwnHub(programs: MeshPrograms): Promise<boolean> {
  const env = { ...(await ownHub()), ENVOY_CONCURRENCY: '2' };
  const home = env.IMAGEHUB_HOME;
  const hub = launchHub(env);
  let passed = false;
  try {
    await hub.says('is ready at');
    console.log(hub.output().trim().split('\n\n').at(1));
    passed = await runE2e({ ...programs, IMAGEHUB_HOME: home, IMAGEHUB_URL: hub.state().url });
  } finally {
    hub.child.kill('SIGINT');
    await hub.ended;
    const left = await processesMentioning(home);
    if (left.length > 0) console.error(`The hub has left processes behind:\n${left.join('\n')}`);
    passed &&= left.length === 0;
    if (passed) await rm(home, { recursive: true, force: true });
    else await keepForInspection(home, hub.output());
  }
  return passed;
}

async function keepForInspection(home: string, output: string): Promise<void> {
  await writeFile(join(home, 'logs/runner.log'), output);
  console.error(`The logs of the hub are kept: ${home}/logs`);
}
