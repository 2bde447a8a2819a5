import { messageOf } from '../failure.js';
import type { Home } from '../hub/home.js';
import { readState } from '../hub/state.js';
import { isFree } from '../ports/free.js';
import { holderOf } from '../ports/holder.js';
import { choosePorts } from '../ports/table.js';
import { lives } from '../process/mark.js';
import { type Finding, note, ok, problem } from './check.js';

/** Whether a hub runs in this home, and, when none does, whether its ports are to be had. */
export async function checkHub(home: Home): Promise<Finding[]> {
  const state = readState(home);
  if (state && lives(state.runner)) return [ok('hub', `runs at ${state.url} (process ${state.runner.pid})`)];
  const left = Object.entries(state?.parts ?? {}).filter(([, part]) => part.process && lives(part.process));
  if (left.length > 0) {
    const names = left.map(([name]) => name).join(', ');
    return [note('hub', `its runner was killed and has left ${names}; the next start ends them`)];
  }
  return [ok('hub', `none runs in ${home.path}`), await checkPorts()];
}

async function checkPorts(): Promise<Finding> {
  try {
    const ports = await choosePorts({ env: process.env, isFree, holderOf });
    return ok('ports', `${ports.edge} (edge) and ${ports.consul} (Consul) are free`);
  } catch (error) {
    return problem('ports', messageOf(error));
  }
}
