import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Failure } from '../failure.js';
import { onStopSignal } from '../hub/signals.js';
import { launchHub, ownHub } from '../testing/hub.js';
import { pickChapters, readChapters } from './chapters.js';
import { checkChapters } from './check.js';
import { composeHub, localHub, mustHave, npmHub, type TutorialHub } from './hub.js';
import { walkChapter } from './walk.js';

const usage = [
  'npm run tutorial -- 3                 walks chapter 3 with the hub that runs (npm start)',
  'npm run tutorial -- --check [3 …]     runs all chapters, or those named, on a hub of its own',
  '  --target URL --consul URL           on that hub instead, which `npm start` runs',
  '  --compose                           on the hub that `docker compose up` runs',
];

/**
 * `tutorial [--check] [--target URL --consul URL] [--compose] [chapter…]`: walks a chapter in the terminal, or checks that the
 * chapters print what they say.
 */
export async function tutorial(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      compose: { type: 'boolean', default: false },
      target: { type: 'string' },
      consul: { type: 'string' },
    },
  });
  const chapters = pickChapters(await readChapters(), positionals);
  await mustHave(['bash', 'curl']);
  const named = await namedHub(values);
  if (!values.check) {
    const [chapter] = positionals.length === 1 ? chapters : [];
    if (!chapter) throw new Failure('Say which chapter.', ...usage);
    await walkChapter(chapter, named ?? (await localHub()));
    return;
  }
  const stopped = new AbortController();
  onStopSignal(() => {}).then(() => stopped.abort());
  const check = (hub: TutorialHub) => checkChapters(chapters, hub, stopped.signal);
  const passed = named ? await check(named) : await onOwnHub(check, stopped.signal);
  process.exitCode = passed ? 0 : 1;
}

async function namedHub({
  target,
  consul,
  compose,
}: {
  target?: string;
  consul?: string;
  compose: boolean;
}): Promise<TutorialHub | undefined> {
  const { IMAGEHUB_EDGE_PORT = '8080', IMAGEHUB_CONSUL_PORT = '8500' } = process.env;
  if (compose) {
    return composeHub(
      target ?? `http://127.0.0.1:${IMAGEHUB_EDGE_PORT}`,
      consul ?? `http://127.0.0.1:${IMAGEHUB_CONSUL_PORT}`,
    );
  }
  if (!target && !consul) return undefined;
  if (!target || !consul) throw new Failure('--target and --consul belong together.', ...usage);
  return npmHub(target, consul);
}

/** Starts a hub, does something with it and stops it. The logs of one that failed are kept. */
async function onOwnHub(use: (hub: TutorialHub) => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  const env = await ownHub();
  const home = env.IMAGEHUB_HOME;
  console.log('Starting a hub of its own …');
  const started = launchHub(env);
  let passed = false;
  try {
    await started.says('is ready at');
    const { url, consulUrl } = started.state();
    passed = await use(await npmHub(url, consulUrl, home));
  } catch (error) {
    // The Ctrl-C that stops us stops the hub, too, perhaps before it was ready.
    if (!signal.aborted) throw error;
  } finally {
    started.child.kill('SIGINT');
    await started.ended;
  }
  if (passed) await rm(home, { recursive: true, force: true });
  else console.error(`The logs of the hub are kept: ${home}/logs`);
  return passed;
}
