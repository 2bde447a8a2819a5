import { parseArgs } from 'node:util';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import { envoy } from '@imagehub/scripts/dist/provision/binary.js';
import { provision } from '@imagehub/scripts/dist/provision/provision.js';
import { benchFilters } from './filters.js';
import { benchHostCalls } from './host-call-costs.js';
import { benchLedger } from './ledger/bench.js';
import { findWrk } from './load.js';
import type { Schedule } from './measure.js';
import { publish } from './report/page.js';

const USAGE = `Usage: npm run bench -- <what> [--quick] [--minutes N]

  filters       what each filter adds to a request, beside others that do the same: about 6 minutes
  host-calls    what each way out of the VM costs: about 4 minutes
  ledger        what it costs to keep plans over all sidecars, and how far a ledger goes: about 6 minutes
  --quick       2 short rounds, to see that it works
  --minutes N   ledger: time in which each crowd of people comes (1 to 60), instead of as fast as it can be served

The results are printed and put into docs/benchmarks.md; with --quick they are only printed.
`;

const FEW = { inFlight: 16, held: 0 };
/** Most of them in the filters at the same time, and the worker as busy as with few. */
const MANY = { inFlight: 1000, held: 20 };

/** As many as a worker has calls to the ledger under way at the same time. */
const EIGHT = { inFlight: 8, held: 0 };

const benchmarks = {
  filters: { run: benchFilters, loads: [FEW, MANY] },
  'host-calls': { run: benchHostCalls, loads: [FEW] },
  ledger: { run: benchLedger, loads: [EIGHT] },
};

/** Runs what the command line names. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, minutes: { type: 'string', default: '0' } },
  });
  const benchmark = benchmarks[positionals.join() as keyof typeof benchmarks];
  const minutes = Number(values.minutes);
  if (!benchmark || !(minutes >= 0 && minutes <= 60)) {
    process.stdout.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const length = values.quick ? { rounds: 2, seconds: 1 } : { rounds: 9, seconds: 2 };
  const schedule: Schedule = { ...length, loads: benchmark.loads };
  const crowd = { users: values.quick ? 2000 : 100_000, minutes };
  try {
    await findWrk();
    const found = await provision(envoy, showProgress, new AbortController().signal);
    const report = await benchmark.run(found, schedule, showProgress, crowd);
    showProgress('');
    process.stdout.write(`${report.tables}\n`);
    if (!values.quick) await publish(report);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
}

await main();
