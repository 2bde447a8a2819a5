import type { LeaseCall, LeaseGrant } from '../protocol.js';
import { close, expire, type Grant, lease, newPerson, type Person, put } from './person.js';

/** How a grant counts from a time on, and against whom: what a journal keeps. */
export interface Entry extends Grant {
  /** Ledger time in ms. */
  at: number;
  key: string;
}

export interface LedgerOptions {
  /** Ledger time in ms; it must never run backwards, nor behind any time it showed to an earlier ledger. */
  clock: () => number;
  /**
   * Takes what a call changed, before the call is answered. When it throws, the call fails; what it granted counts.
   * @default nothing is kept
   */
  append?: (entries: Entry[]) => void;
  /**
   * People that may have something counted at once.
   * @default Infinity
   */
  maxPeople?: number;
}

/** The ledger has no room for another person. */
export class LedgerFull extends Error {
  constructor(maxPeople: number) {
    super(`the ledger knows ${maxPeople} people, as many as it may`);
    this.name = 'LedgerFull';
  }
}

/**
 * The exact ledger of all plans: in any interval of a plan's window its holders can spend at most its limit.
 * A crash is survived by making a new ledger and giving it what the journal holds.
 */
export class Ledger {
  readonly #people = new Map<string, Person>();
  readonly #options: Required<LedgerOptions>;
  #sweep = this.#people.entries();

  constructor({ clock, append = () => {}, maxPeople = Number.POSITIVE_INFINITY }: LedgerOptions) {
    this.#options = { clock, append, maxPeople };
  }

  /** People who have something counted, or had when last swept. */
  get people(): number {
    return this.#people.size;
  }

  /**
   * Takes back what leases did not use, then grants those asked for, in their order.
   * @throws {LedgerFull} before anything is changed
   */
  call({ leases = [], closed = [] }: LeaseCall): LeaseGrant[] {
    const now = this.#options.clock();
    this.#makeSureOfRoom(leases.filter(({ want, spent }) => want + spent > 0).map(({ key }) => key));
    const changed: Entry[] = [];
    for (const { key, lease, spent } of closed) {
      const person = this.#current(key, now);
      const grant = person && close(person, lease, spent, now);
      if (grant) changed.push({ at: now, key, ...grant });
    }
    const answers = leases.map((request) => {
      const { key } = request;
      const person = this.#current(key, now) ?? newPerson();
      const { answer, changed: grants } = lease(person, request, now);
      for (const grant of grants) changed.push({ at: now, key, ...grant });
      if (person.grants.length > 0) this.#people.set(key, person);
      return answer;
    });
    if (changed.length > 0) this.#options.append(changed);
    return answers;
  }

  /** Takes in what an earlier ledger appended, in that order. */
  restore({ at, key, ...grant }: Entry): void {
    const person = this.#current(key, at) ?? newPerson();
    put(person, grant);
    this.#people.set(key, person);
  }

  /** All that counts, person by person; a new journal that holds it can stand for the old. May be read bit by bit. */
  *state(): Generator<Entry[]> {
    for (const [key, { grants }] of this.#people) {
      const at = this.#options.clock();
      yield grants.map((grant) => ({ at, key, ...grant }));
    }
  }

  /**
   * Looks at the next so many people and forgets those of whom nothing counts any more.
   * @returns whether everybody has been looked at, and the next time begins a new round
   */
  sweep(count: number): boolean {
    const now = this.#options.clock();
    for (let i = 0; i < count; i += 1) {
      const next = this.#sweep.next();
      if (next.done) {
        this.#sweep = this.#people.entries();
        return true;
      }
      const [key, { grants }] = next.value;
      if ((grants.at(-1)?.end ?? 0) <= now) this.#people.delete(key);
    }
    return false;
  }

  #current(key: string, now: number): Person | undefined {
    const person = this.#people.get(key);
    if (person) expire(person, now);
    return person;
  }

  #makeSureOfRoom(keys: string[]): void {
    const { maxPeople } = this.#options;
    if (this.#people.size + keys.length <= maxPeople) return;
    const newcomers = new Set(keys.filter((key) => !this.#people.has(key)));
    if (this.#people.size + newcomers.size > maxPeople) throw new LedgerFull(maxPeople);
  }
}
