import { delimiter, dirname } from 'node:path';
import type { Way } from '../examples/document.js';
import { Failure } from '../failure.js';
import { hubHome } from '../hub/home.js';
import { runningHub } from '../hub/running.js';
import { consul } from '../provision/binary.js';
import { onPath } from '../provision/path.js';
import { find } from '../provision/provision.js';

/** The hub that chapters are walked or checked on. */
export interface TutorialHub {
  way: Way;
  url: string;
  consulUrl: string;
  /** Environment of the chapters' commands. */
  env: NodeJS.ProcessEnv;
}

/** A hub that runs by `npm start`. */
export async function npmHub(url: string, consulUrl: string, home = hubHome().path): Promise<TutorialHub> {
  const program = await find(consul);
  const PATH = [program && dirname(program.file), process.env.PATH].filter(Boolean).join(delimiter);
  return hub('npm', url, consulUrl, { IMAGEHUB_HOME: home, PATH });
}

/** A hub in containers; `docker compose` finds it by its own variables. */
export async function composeHub(url: string, consulUrl: string): Promise<TutorialHub> {
  await mustHave(['docker']);
  return hub('compose', url, consulUrl, {});
}

/**
 * The hub of this home.
 * @throws {Failure} when it does not run
 */
export function localHub(): Promise<TutorialHub> {
  const { url, consulUrl, home } = runningHub('npm run tutorial -- 1 --compose');
  return npmHub(url, consulUrl, home);
}

/** @throws {Failure} when one of these programs is not on PATH */
export async function mustHave(programs: string[]): Promise<void> {
  const missing = await missingOf(programs);
  if (missing.length > 0) {
    throw new Failure(
      `The tutorial needs ${missing.join(' and ')} on PATH.`,
      'Next step: install what is named.',
    );
  }
}

/** Those programs that are not on PATH. */
export async function missingOf(programs: string[]): Promise<string[]> {
  const found = await Promise.all(programs.map(onPath));
  return programs.filter((_, index) => found[index]?.length === 0);
}

function hub(way: Way, url: string, consulUrl: string, env: NodeJS.ProcessEnv): TutorialHub {
  const named = { IMAGEHUB_URL: url, CONSUL_HTTP_ADDR: consulUrl };
  return { way, url, consulUrl, env: { ...process.env, ...named, ...env } };
}
