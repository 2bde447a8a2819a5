import type { Found } from '@imagehub/scripts/dist/provision/provision.js';
import { environment } from './environment.js';
import { measureCpu, type Schedule } from './measure.js';
import { compileFilter } from './modules/assembly-script.js';
import { hostCallTable } from './report/host-call-table.js';
import type { Report } from './report/page.js';
import { pull } from './request.js';
import { type Spread, spread } from './statistics.js';
import { none } from './variants/none.js';
import { noop } from './variants/noop.js';
import type { Variant } from './variants/variant.js';
import { wasmFilter } from './variants/wasm.js';

/** In the order of `Call` in bench/host-calls. */
const CALLS = [
  'proxy_get_header_map_value',
  'proxy_get_header_map_pairs',
  'proxy_get_property (one claim)',
  'proxy_get_property (all claims)',
  'proxy_get_shared_data',
  'proxy_set_shared_data',
  'proxy_get_current_time_nanoseconds',
  'proxy_increment_metric',
  'proxy_add_header_map_value',
  'proxy_replace_header_map_value',
];

/** So often that what one costs is well above the noise. */
const TIMES = 20;

/** What host calls cost on one Envoy, in µs of CPU time. */
export interface HostCallCosts {
  /** What a filter that makes none adds. */
  empty: Spread;
  /** Each call, by name. */
  calls: Record<string, Spread>;
}

/** Measures what each kind of host call costs, by filters that repeat one and do nothing else. */
export async function benchHostCalls(
  envoy: Found,
  schedule: Schedule,
  progress: (text: string) => void,
): Promise<Report> {
  const [noopFile, file] = await Promise.all([compileFilter('noop'), compileFilter('host-calls')]);
  const repeaters = CALLS.map((_, call) => repeater(file, call));
  const variants = [none, noop(noopFile), ...repeaters];
  const measurements = await measureCpu(envoy.file, variants, pull, schedule, progress);
  const cpu = (id: string) => measurements.filter(({ variant }) => variant === id).map((one) => one.cpu);
  const difference = (id: string, base: string, times: number) => {
    const baseline = cpu(base);
    return spread(cpu(id).map((value, round) => (value - (baseline[round] ?? Number.NaN)) / times));
  };
  const results: HostCallCosts = {
    empty: difference('noop', 'none', 1),
    calls: Object.fromEntries(CALLS.map((name, call) => [name, difference(callId(call), 'noop', TIMES)])),
  };
  return {
    name: 'host-calls',
    environment: environment(schedule, envoy.version),
    tables: hostCallTable(results),
    results,
  };
}

function repeater(file: string, call: number): Variant {
  const module = { name: 'host-calls', file, configuration: { call, times: TIMES } };
  const id = callId(call);
  return { id, title: id, filters: [wasmFilter(module, id)], modules: [module] };
}

function callId(call: number): string {
  return `call-${call}`;
}
