import type { Random } from '../seed/random.js';
import type { Browser, Use } from './browser.js';
import type { Members, Session } from './members.js';
import type { Shelf } from './shelf.js';
import type { Tally } from './tally.js';
import type { Visit } from './visits.js';

/** A picture as lists show it. */
export interface Shown {
  id: string;
  visibility: string;
}

/** What all people of a run share. */
export interface World {
  members: Members;
  shelf: Shelf;
  tally: Tally;
}

/** Somebody who is here now. */
export interface Person {
  visit: Visit;
  world: World;
  browser: Browser;
  /** Chooses what could not be decided before. */
  random: Random;
  use: Use;
  /** Set by who has an account, or gets one. */
  session: Session | undefined;
  /** The pictures of the list that was fetched last. */
  shown: Shown[];
  /** How many of these have come into view. */
  visible: number;
  /** Of the rest of the list; null at its end. */
  cursor: string | null;
}
