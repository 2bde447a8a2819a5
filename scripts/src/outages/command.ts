import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import { onStopSignal } from '../hub/signals.js';
import { between } from '../markdown/marks.js';
import { type Container, type Death, edgeAddress, hubContainers, killOnce } from './containers.js';
import { type Load, RATE, startLoad } from './load.js';
import { type Outage, outagesReport } from './report.js';

const pageFile = 'docs/operations.md';

/** People have logged in and look at pictures by then, in milliseconds. */
const WARM_UP = 15_000;

/**
 * `outages`: kills each container of the hub of this checkout once, while people use it, and writes what they noticed
 * into docs/operations.md. The project is the one that `docker compose` finds.
 * @throws {Failure} when one does not recover
 */
export async function outages(args: string[]): Promise<void> {
  parseArgs({ args, options: {} });
  const containers = await hubContainers();
  const stopped = new AbortController();
  onStopSignal(() => {}).then(() => stopped.abort(new Failure('Stopped: nothing is written.')));
  const load = startLoad(await edgeAddress(), stopped.signal);
  const seen: Outage[] = [];
  const loads: number[] = [];
  try {
    await delay(WARM_UP, undefined, { signal: stopped.signal });
    for (const container of containers) {
      const outage = await outageOf(container, load, stopped.signal);
      console.log(`${outage.container}: ${outage.failed} of ${outage.requests} requests failed`);
      seen.push(outage);
      loads.push(loadavg()[0] ?? 0);
    }
  } catch (error) {
    throw stopped.signal.aborted ? stopped.signal.reason : error;
  } finally {
    await load.end();
  }

  const average = loads.reduce((sum, one) => sum + one, 0) / loads.length;
  const report = outagesReport(seen, RATE, new Date(), { processors: cpus().length, load: average });
  console.log(`\n${report}`);
  const file = join(checkout, pageFile);
  await writeFile(file, between(await readFile(file, 'utf8'), pageFile, 'outages', report));
}

async function outageOf(container: Container, load: Load, signal: AbortSignal): Promise<Outage> {
  let death: Death = { at: 0, healthyAt: 0 };
  const notice = await load.during(async () => {
    death = await killOnce(container, signal);
  });
  return { container: container.name, ...notice, ...death };
}
