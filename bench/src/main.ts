import { parseArgs } from 'node:util';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import { benchFilters } from './filters.js';
import type { Schedule } from './measure.js';
import { publish } from './report/publish.js';
import { tables } from './report/table.js';

const USAGE = `Usage: npm run bench -- filters [--quick]

  filters    what each filter adds to a request: about 6 minutes; writes docs/benchmarks.md
  --quick    2 short rounds, to see that it works; writes nothing
`;

/** Both keep the worker busy; the second with most of its requests in the filters at the same time. */
const LOADS = [
  { inFlight: 16, held: 0 },
  { inFlight: 1000, held: 20 },
];
const FULL: Schedule = { rounds: 9, seconds: 2, loads: LOADS };
const QUICK: Schedule = { rounds: 2, seconds: 1, loads: LOADS };

/** @param args what stands behind `npm run bench --` */
export async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  });
  if (positionals.join() !== 'filters') {
    process.stdout.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  try {
    const results = await benchFilters(values.quick ? QUICK : FULL, showProgress, interrupted.signal);
    process.stdout.write(`${tables(results)}\n`);
    if (!values.quick) await publish(results);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
}
