import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@imagehub/scripts/dist/checkout.js';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import type { Results } from '../results.js';
import { chart } from './chart.js';
import { tables } from './table.js';

const PAGE = join(checkout, 'docs/benchmarks.md');
const FOLDER = join(checkout, 'docs/benchmarks');
const BEGIN = '<!-- results: begin -->';
const END = '<!-- results: end -->';

/** Writes the results into `docs/`: the tables into the page, the chart and the figures beside it. */
export async function publish(results: Results): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'filters.json'), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(join(FOLDER, 'filters.svg'), chart(results));
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Failure(`${PAGE} has lost the lines "${BEGIN}" and "${END}".`);
  await writeFile(PAGE, `${before}${BEGIN}\n\n${section(results)}\n${END}${after}`);
}

function section(results: Results): string {
  const { date, machine, versions, schedule } = results;
  const rust = versions.rust ? `, ${versions.rust}` : '';
  return [
    `Run on ${date}: ${machine.processors} × ${machine.processor}, ${machine.system}; Envoy ${versions.envoy}, Node ${versions.node}${rust}.`,
    `${schedule.rounds} rounds of ${schedule.seconds} s for each variant and load. In brackets: the first and the third quartile.`,
    '',
    tables(results),
  ].join('\n');
}
