import { envoy } from '@imagehub/scripts/dist/provision/binary.js';
import { provision } from '@imagehub/scripts/dist/provision/provision.js';
import { compareBehaviour } from './behaviour.js';
import { findWrk } from './load.js';
import { measureCpu, measureMemory, type Schedule } from './measure.js';
import { builtFilters } from './modules/filters.js';
import { buildNoop } from './modules/noop.js';
import { buildRust, type RustBuild } from './modules/rust.js';
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
  schedule: Schedule,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<Results> {
  await findWrk();
  const binary = await provision(envoy, progress, signal);
  progress('building');
  const [filters, noopFile, rustBuild] = await Promise.all([builtFilters(), buildNoop(), buildRust()]);
  const limiters = (limit: number) => limitersOf(filters, rustBuild, limit);
  progress('comparing what the limiters answer');
  await compareBehaviour(binary.file, limiters(3));
  const all = chained(filters, limiterConfiguration(UNREACHED));
  const variants = [none, noop(noopFile), native(UNREACHED), ...limiters(UNREACHED), ...(all ? [all] : [])];
  return summarise({
    variants,
    schedule,
    cpu: await measureCpu(binary.file, variants, schedule, progress),
    memory: await measureMemory(binary.file, variants, schedule, progress),
    versions: {
      envoy: binary.version,
      node: process.versions.node,
      ...('compiler' in rustBuild && { rust: rustBuild.compiler }),
    },
    leftOut: {
      ...('missing' in rustBuild && { rust: rustBuild.missing }),
      ...(!all && { chained: 'class-of-service or experiments is not in filters/dist' }),
    },
  });
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
