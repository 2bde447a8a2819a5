import { steadyClock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { type Store, StoreUnavailable } from './store.js';

/** Everybody is looked at once in so many seconds. */
const SWEEP_S = 30;

/** The ledger in this process's memory. */
export function memoryStore({ maxPeople }: { maxPeople: number }): Store {
  const ledger = new Ledger({ clock: steadyClock(), maxPeople });
  const timer = setInterval(() => ledger.sweep(Math.ceil(ledger.people / SWEEP_S)), 1000).unref();
  return {
    async call(call) {
      try {
        return ledger.call(call);
      } catch (error) {
        throw new StoreUnavailable(error);
      }
    },
    check: async () => {},
    people: () => ledger.people,
    close: async () => clearInterval(timer),
  };
}
