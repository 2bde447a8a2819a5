import { FilterHost } from '@imagehub/filter-host';
import type { BuiltFilter } from '../modules.js';
import type { Subject } from '../subjects/subject.js';
import { type Input, inputFor, REQUEST_KINDS } from './inputs.js';
import { Random } from './random.js';

export interface CampaignOptions {
  seed: number;
  /** The number of the first input. */
  from?: number;
  inputs: number;
  /** Called now and then with how many inputs are done. */
  progress?: (done: number) => void;
}

/** An input that made the filter trap, or do what no proxy allows. */
export interface Crash {
  filter: string;
  seed: number;
  number: number;
  input: Input;
  error: string;
}

/** What a campaign against one filter has seen. */
export interface Campaign {
  filter: string;
  inputs: number;
  /** Inputs by kind, and of the configurations those that were taken. */
  kinds: Record<string, number>;
  accepted: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  crashes: Crash[];
  /** Bytes of the machine's memory after the first tenth of the inputs, and after all. */
  memory: { early: number; late: number };
}

/** As many inputs may pass under a configuration that the fuzzer has made; then a good one comes back. */
const GOOD_AGAIN = 64;

/** Feeds a filter with inputs; what makes it trap is kept, and a fresh machine goes on. */
export function campaign(
  { name, module }: BuiltFilter,
  subject: Subject,
  options: CampaignOptions,
): Campaign {
  const { seed, from = 0, inputs, progress } = options;
  const seen: Campaign = {
    filter: name,
    inputs,
    kinds: Object.fromEntries(['configuration', ...REQUEST_KINDS].map((kind) => [kind, 0])),
    accepted: 0,
    statuses: {},
    crashes: [],
    memory: { early: 0, late: 0 },
  };
  let host = freshHost(module, subject, 0);
  for (let number = from; number < from + inputs; number++) {
    const input = inputFor(subject, new Random(seed, number));
    try {
      if (number % GOOD_AGAIN === 0) putBack(host, subject, number / GOOD_AGAIN);
      feed(host, input, seen);
    } catch (error) {
      seen.crashes.push({ filter: name, seed, number, input, error: String(error) });
      host = freshHost(module, subject, 0);
    }
    if (number === from + Math.floor(inputs / 10)) seen.memory.early = host.memoryOf();
    if (number % 10_000 === 0) progress?.(number - from);
  }
  seen.memory.late = host.memoryOf();
  return seen;
}

function freshHost(module: WebAssembly.Module, subject: Subject, turn: number): FilterHost {
  const host = new FilterHost({ module, logLevel: 'error' });
  putBack(host, subject, turn);
  return host;
}

function putBack(host: FilterHost, { configurations }: Subject, turn: number): void {
  if (!host.configure(configurations[turn % configurations.length]))
    throw new Error('a good configuration is refused');
  host.retire();
  host.logs.length = 0;
  host.clock.advance(7);
}

function feed(host: FilterHost, input: Input, seen: Campaign): void {
  seen.kinds[input.kind] = (seen.kinds[input.kind] ?? 0) + 1;
  if (input.kind === 'configuration') {
    if (host.configure(input.configuration)) {
      seen.accepted++;
      host.retire();
    }
    return;
  }
  const { status } = host.send(input.request, input.response);
  seen.statuses[status] = (seen.statuses[status] ?? 0) + 1;
}
