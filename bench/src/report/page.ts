import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@imagehub/scripts/dist/checkout.js';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import type { Environment } from '../environment.js';

const PAGE = join(checkout, 'docs/benchmarks.md');
const SCALING = join(checkout, 'docs/scaling.md');
const FOLDER = join(checkout, 'docs/benchmarks');

/** What a benchmark puts into `docs/`. */
export interface Report {
  /** Names its part of docs/benchmarks.md and its files in docs/benchmarks. */
  name: 'filters' | 'host-calls' | 'ledger';
  environment: Environment;
  /** Markdown. */
  tables: string;
  /** Markdown for docs/scaling.md, if it tells how far something goes. */
  capacity?: string;
  /** Written as JSON. */
  results: object;
  /** SVG. */
  chart?: string;
}

/** Puts the tables between the marks in the pages, and the figures and the chart into files of their own. */
export async function publish({
  name,
  environment,
  tables,
  capacity,
  results,
  chart,
}: Report): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${name}.json`), `${JSON.stringify({ environment, ...results }, null, 2)}\n`);
  if (chart) await writeFile(join(FOLDER, `${name}.svg`), chart);
  await insert(PAGE, name, `${described(environment)}\n\n${tables}`);
  if (capacity) await insert(SCALING, name, capacity);
}

async function insert(file: string, name: string, text: string): Promise<void> {
  const page = await readFile(file, 'utf8');
  const begin = `<!-- ${name}: begin -->`;
  const end = `<!-- ${name}: end -->`;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Failure(`${file} has lost the lines "${begin}" and "${end}".`);
  await writeFile(file, `${before}${begin}\n\n${text}\n${end}${after}`);
}

function described({ date, machine, versions, schedule }: Environment): string {
  const rust = versions.rust ? `, ${versions.rust}` : '';
  const valkey = versions.valkey ? `, Valkey ${versions.valkey}` : '';
  return [
    `Run on ${date}: ${machine.processors} × ${machine.processor}, ${machine.system}; Envoy ${versions.envoy}, Node ${versions.node}${rust}${valkey}.`,
    `${schedule.rounds} rounds of ${schedule.seconds} s each. In brackets: the first and the third quartile.`,
  ].join('\n');
}
