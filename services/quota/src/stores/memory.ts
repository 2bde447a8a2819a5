import type { FastifyBaseLogger } from 'fastify';
import { SteadyClock } from '../ledger/clock.js';
import { JournalFile, readJournal } from '../ledger/journal-file.js';
import { Ledger } from '../ledger/ledger.js';
import { type Store, StoreUnavailable } from './store.js';

export interface MemoryStoreOptions {
  maxPeople: number;
  /** Where the journal is kept; without it the end of the process forgets everything. */
  stateFile: string | undefined;
  log: FastifyBaseLogger;
}

/** Everybody is looked at once in so many ms, ... */
const SWEEP_MS = 30_000;

/** ... a few people at a time, so that no call waits long for it. */
const SWEEP_STEP_MS = 100;

/** The ledger in this process's memory. There can be only one of it. */
export async function memoryStore({ maxPeople, stateFile, log }: MemoryStoreOptions): Promise<Store> {
  const clock = new SteadyClock();
  let journal: JournalFile | undefined;
  const ledger = new Ledger({
    clock: () => clock.now(),
    append: (entries) => journal?.append(entries),
    maxPeople,
  });
  if (stateFile) journal = await recover(ledger, clock, stateFile, log);

  // The most that a round has seen: by the number of those left, a round that forgets most people would never end.
  let most = 0;
  const sweep = () => {
    most = Math.max(most, ledger.people);
    if (ledger.sweep(Math.ceil((most * SWEEP_STEP_MS) / SWEEP_MS))) most = 0;
  };
  const timer = setInterval(sweep, SWEEP_STEP_MS).unref();
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
    async close() {
      clearInterval(timer);
      journal?.close();
    },
  };
}

async function recover(
  ledger: Ledger,
  clock: SteadyClock,
  file: string,
  log: FastifyBaseLogger,
): Promise<JournalFile> {
  let lines = 0;
  let unreadable = 0;
  await readJournal(file, (entry) => {
    lines += 1;
    if (!entry) {
      unreadable += 1;
      return;
    }
    ledger.restore(entry);
    clock.notBefore(entry.at);
  });
  // One is what a kill in the middle of a write leaves.
  if (unreadable > 1) log.warn({ file, lines, unreadable }, 'lines of the journal cannot be read');
  log.info({ file, lines, people: ledger.people }, 'journal read');
  return new JournalFile(
    {
      file,
      state: () => ledger.state(),
      onError: (err) => log.warn({ err, file }, 'the journal could not be compacted'),
    },
    lines,
  );
}
