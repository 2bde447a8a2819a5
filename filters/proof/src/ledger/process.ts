import type { Clock, Reaction, Service } from '@imagehub/filter-host';
import { type Entry, type LeaseCall, type LeaseGrant, Ledger, SteadyClock } from '@imagehub/quota/ledger';

/** What a ledger is, to those who call it. */
export interface LedgerCore {
  call(call: LeaseCall): LeaseGrant[];
  restore(entry: Entry): void;
}

export interface LedgerParts {
  /** Milliseconds. */
  clock: () => number;
  append: (entries: Entry[]) => void;
}

/**
 * - `running`
 * - `hung`: it takes requests and answers none; when it runs again, it does all that was asked
 * - `killed`: connections are refused, until the mesh has noticed
 */
type State = 'running' | 'hung' | 'killed';

/** A ledger as a process on a machine of its own: it can be killed and started again, and remembers by its journal alone. */
export class LedgerProcess {
  readonly #wall: Clock;
  readonly #make: (parts: LedgerParts) => LedgerCore;
  readonly #journal: Entry[] = [];
  #state: State = 'running';
  #diesAfterNext = false;
  #backlog: string[] = [];
  #core: LedgerCore;
  calls = 0;

  /**
   * @param wall of its machine
   * @param make the ledger; by default the real one
   */
  constructor(wall: Clock, make: (parts: LedgerParts) => LedgerCore = (parts) => new Ledger(parts)) {
    this.#wall = wall;
    this.#make = make;
    this.#core = this.#started();
  }

  /** It is killed: now, or when it has written down the next call and before it answers. */
  kill(when: 'now' | 'before it answers'): void {
    if (when === 'now') this.#state = 'killed';
    else this.#diesAfterNext = true;
  }

  hang(): void {
    if (this.#state === 'running') this.#state = 'hung';
  }

  /** It goes on if it hung, and is started anew if it was killed. */
  restart(): void {
    if (this.#state === 'killed') this.#core = this.#started();
    this.#state = 'running';
    this.#diesAfterNext = false;
    for (const body of this.#backlog.splice(0)) this.#call(body);
  }

  readonly serve: Service = ({ headers, body }): Reaction => {
    if (headers[':method'] !== 'POST' || headers[':path'] !== '/v1/leases') return { status: 404 };
    if (this.#state === 'killed') return 'reset';
    if (this.#state === 'hung') {
      this.#backlog.push(body);
      return 'hang';
    }
    const leases = this.#call(body);
    if (!this.#diesAfterNext) return { body: JSON.stringify({ leases }) };
    this.#state = 'killed';
    this.#backlog = [];
    return 'reset';
  };

  #call(body: string): LeaseGrant[] {
    this.calls += 1;
    return this.#core.call(JSON.parse(body) as LeaseCall);
  }

  #started(): LedgerCore {
    const wall = (): number => Number(this.#wall.now) / 1e6;
    const clock = new SteadyClock(wall, () => this.#wall.elapsed);
    const core = this.#make({
      clock: () => clock.now(),
      append: (entries) => this.#journal.push(...entries),
    });
    for (const entry of this.#journal) {
      core.restore(entry);
      clock.notBefore(entry.at);
    }
    return core;
  }
}
