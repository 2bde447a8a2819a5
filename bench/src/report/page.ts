import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@imagehub/scripts/dist/checkout.js';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import type { Environment } from '../environment.js';

const PAGE = join(checkout, 'docs/benchmarks.md');
const FOLDER = join(checkout, 'docs/benchmarks');

/** What a benchmark puts into `docs/`. */
export interface Report {
  /** Names its part of docs/benchmarks.md and its files in docs/benchmarks. */
  name: 'filters' | 'host-calls';
  environment: Environment;
  /** Markdown. */
  tables: string;
  /** Written as JSON. */
  results: object;
  /** SVG. */
  chart?: string;
}

/** Puts the tables between the marks in docs/benchmarks.md, and the figures and the chart into files of their own. */
export async function publish({ name, environment, tables, results, chart }: Report): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${name}.json`), `${JSON.stringify({ environment, ...results }, null, 2)}\n`);
  if (chart) await writeFile(join(FOLDER, `${name}.svg`), chart);
  const page = await readFile(PAGE, 'utf8');
  const begin = `<!-- ${name}: begin -->`;
  const end = `<!-- ${name}: end -->`;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Failure(`${PAGE} has lost the lines "${begin}" and "${end}".`);
  await writeFile(PAGE, `${before}${begin}\n\n${described(environment)}\n\n${tables}\n${end}${after}`);
}

function described({ date, machine, versions, schedule }: Environment): string {
  const rust = versions.rust ? `, ${versions.rust}` : '';
  return [
    `Run on ${date}: ${machine.processors} × ${machine.processor}, ${machine.system}; Envoy ${versions.envoy}, Node ${versions.node}${rust}.`,
    `${schedule.rounds} rounds of ${schedule.seconds} s each. In brackets: the first and the third quartile.`,
  ].join('\n');
}
