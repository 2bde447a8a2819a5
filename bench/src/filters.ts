import type { Found } from '@imagehub/scripts/dist/provision/provision.js';
import { compareBehaviour } from './behaviour.js';
import { environment } from './environment.js';
import { measureCpu, measureMemory, type Schedule } from './measure.js';
import { compileFilter } from './modules/assembly-script.js';
import { builtFilters } from './modules/filters.js';

import { buildRust, type RustBuild } from './modules/rust.js';
import { chart } from './report/chart.js';
import type { Report } from './report/page.js';
import { tables } from './report/table.js';
import { returning } from './request.js';
import { type Results, summarise } from './results.js';
import { chained } from './variants/chained.js';
import { lua } from './variants/lua.js';
import { native } from './variants/native.js';
import { none } from './variants/none.js';
import { noop } from './variants/noop.js';
import { planLimiter } from './variants/plan-limiter.js';
import { rust } from './variants/rust.js';
import { limiterConfiguration, type Variant } from './variants/variant.js';

/** So high that every measured request is allowed. */
const UNREACHED = 1_000_000_000;

/**
 * Measures what the filters cost, beside others that do the same.
 *
 * @param progress told what is being done, on one line
 */
export async function benchFilters(
  envoy: Found,
  schedule: Schedule,
  progress: (text: string) => void,
): Promise<Report> {
  progress('building');
  const [filters, noopFile, rustBuild] = await Promise.all([
    builtFilters(),
    compileFilter('noop'),
    buildRust(),
  ]);
  const limiters = (limit: number) => limitersOf(filters, rustBuild, limit);
  progress('comparing what the limiters answer');
  await compareBehaviour(envoy.file, limiters(3));
  const all = chained(filters, limiterConfiguration(UNREACHED));
  const variants = [none, noop(noopFile), native(UNREACHED), ...limiters(UNREACHED), ...(all ? [all] : [])];
  const pull = await returning(all?.modules ?? []);
  const cpu = await measureCpu(envoy.file, variants, pull, schedule, progress);
  const memory = await measureMemory(envoy.file, variants, pull, schedule, progress);
  const results: Results = {
    variants: await summarise(variants, { pull, schedule, cpu, memory }),
    leftOut: {
      ...('missing' in rustBuild && { rust: rustBuild.missing }),
      ...(!all && { chained: 'class-of-service or experiments is not in filters/dist' }),
    },
  };
  const compiler = 'compiler' in rustBuild ? rustBuild.compiler : undefined;
  return {
    name: 'filters',
    environment: environment(schedule, envoy.version, compiler ? { rust: compiler } : {}),
    tables: tables(results),
    results,
    chart: chart(results, envoy.version),
  };
}

/** The same limiter in each language that can be had here; ours first. */
function limitersOf(filters: Map<string, string>, rustBuild: RustBuild, limit: number): Variant[] {
  const configuration = limiterConfiguration(limit);
  return [
    planLimiter(filters.get('plan-limiter') ?? '', configuration),
    ...('file' in rustBuild ? [rust(rustBuild.file, configuration)] : []),
    lua(configuration),
  ];
}
