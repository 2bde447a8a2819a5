import { Failure } from '../failure.js';
import { lives } from '../process/mark.js';
import { hubHome } from './home.js';
import { type HubState, readState } from './state.js';

/**
 * The hub of this home, which runs.
 * @param elsewhere the command for a hub that is not here
 * @throws {Failure} when none does
 */
export function runningHub(elsewhere: string): HubState {
  const home = hubHome();
  const state = readState(home);
  if (state && lives(state.runner)) return state;
  throw new Failure(
    `No hub runs in ${home.path}.`,
    `Next step: start one (npm start), or name one elsewhere: ${elsewhere}`,
  );
}
