import { appendFileSync, closeSync, createReadStream, openSync, renameSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Entry } from './ledger.js';

export interface JournalFileOptions {
  file: string;
  /** What counts now, person by person: what a compacted journal holds. */
  state: () => Iterator<Entry[]>;
  /** Told of a compaction that failed; the journal goes on as it is. */
  onError: (error: unknown) => void;
}

/** Lines that a journal may hold beyond twice what the last compaction left. */
const SLACK = 10_000;

/** People whose state an append carries over while the journal is being compacted: some 0.1 ms of work. */
const STEP = 100;

/**
 * A file of lines, one for each change, that outlives the process (not the machine: nothing is synced to the disk).
 * It is compacted bit by bit as it is appended to, so that no call waits for all of it.
 */
export class JournalFile {
  readonly #options: JournalFileOptions;
  #descriptor: number;
  #lines: number;
  #allowed: number;
  /** The last line may be half a line: of a process that was killed, or of a disk that was full. */
  #torn = true;
  #compaction: Compaction | undefined;

  /** @param lines that the file has already */
  constructor(options: JournalFileOptions, lines: number) {
    this.#options = options;
    this.#descriptor = openSync(options.file, 'a', 0o600);
    this.#lines = lines;
    this.#allowed = SLACK;
    rmSync(draft(options.file), { force: true });
  }

  /**
   * Writes what changed.
   * @throws when it cannot be written
   */
  append(entries: Entry[]): void {
    const text = entries.map(format).join('');
    const start = this.#torn ? '\n' : '';
    this.#torn = true;
    appendFileSync(this.#descriptor, start + text);
    this.#torn = false;
    this.#lines += entries.length;
    this.#compact(text, entries.length);
  }

  close(): void {
    this.#abandon();
    closeSync(this.#descriptor);
  }

  #compact(text: string, lines: number): void {
    if (this.#lines <= this.#allowed) return;
    try {
      this.#compaction ??= new Compaction(draft(this.#options.file), this.#options.state());
      // First what changed, then more of the state: of two lines on one lease the later one holds.
      this.#compaction.write(text, lines);
      if (this.#compaction.carryOver(STEP)) this.#replace(this.#compaction);
    } catch (error) {
      this.#abandon();
      this.#allowed = this.#lines + SLACK;
      this.#options.onError(error);
    }
  }

  #replace({ descriptor, lines }: Compaction): void {
    renameSync(draft(this.#options.file), this.#options.file);
    closeSync(this.#descriptor);
    this.#descriptor = descriptor;
    this.#lines = lines;
    this.#allowed = 2 * lines + SLACK;
    this.#compaction = undefined;
  }

  #abandon(): void {
    if (!this.#compaction) return;
    closeSync(this.#compaction.descriptor);
    this.#compaction = undefined;
    rmSync(draft(this.#options.file), { force: true });
  }
}

class Compaction {
  readonly descriptor: number;
  readonly #state: Iterator<Entry[]>;
  lines = 0;

  constructor(file: string, state: Iterator<Entry[]>) {
    this.descriptor = openSync(file, 'w', 0o600);
    this.#state = state;
  }

  write(text: string, lines: number): void {
    appendFileSync(this.descriptor, text);
    this.lines += lines;
  }

  /** Writes what counts against the next people; whether these were the last. */
  carryOver(people: number): boolean {
    const entries: Entry[] = [];
    let done = false;
    for (let i = 0; i < people && !done; i += 1) {
      const next = this.#state.next();
      done = next.done ?? false;
      if (!next.done) entries.push(...next.value);
    }
    this.write(entries.map(format).join(''), entries.length);
    return done;
  }
}

function draft(file: string): string {
  return `${file}.new`;
}

/**
 * Reads what a journal holds, in order. Lines that are not whole were never answered for and are passed over.
 * @param onLine called with each line's entry, or with undefined for one that cannot be read
 */
export async function readJournal(file: string, onLine: (entry: Entry | undefined) => void): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const input = createReadStream(file, { flags: 'a+', mode: 0o600, start: 0 });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') onLine(parse(line));
  }
}

function format({ at, key, lease, units, end, window, reported }: Entry): string {
  return `${at} ${end - at} ${units} ${window} ${reported ? 'reported' : 'lease'} ${key} ${lease}\n`;
}

/** The last word has a fixed length, so that half a line is never taken for a whole one. */
const LINE = /^(\d+) (-?\d+) (\d+) (\d+) (lease|reported) ([0-9a-f]{16}) ([0-9a-f]{16})$/;

function parse(line: string): Entry | undefined {
  const [, at, lasts, units, window, kind, key, lease] = LINE.exec(line) ?? [];
  if (!key || !lease) return undefined;
  const end = Number(at) + Number(lasts);
  const reported = kind === 'reported';
  return { at: Number(at), key, lease, units: Number(units), end, window: Number(window), reported };
}
