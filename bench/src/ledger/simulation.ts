import { Clock, type Exchange, FilterHost, Network } from '@imagehub/filter-host';
import { type LeaseCall, Ledger } from '@imagehub/quota/ledger';
import { subscriber } from '../envoy/bootstrap.js';
import { PULL } from '../request.js';
import { LEDGER } from '../variants/ledger.js';
import type { LimiterConfiguration } from '../variants/variant.js';

/** Milliseconds to the ledger, and as many back. */
const WAY_MS = 0.5;
const WORKERS = 2;
/** After the last request, for leases to go back. */
const QUIET_SECONDS = 3;

/** What a user's requests came to, in all sidecars together. */
export interface Simulated {
  admitted: number;
  refused: number;
  /** Calls to the ledger, those that only give leases back among them. */
  calls: number;
  /** Times that the filters left their VMs: for requests, responses, the ledger's answers and ticks. */
  hostCalls: number;
}

/**
 * Sends requests of one user through the filter as `filters/host` runs it, with the real ledger behind it, on a clock of
 * their own. It is exact, and the same each time.
 *
 * @param arrivals when the requests come, in ms, in order; they go to the sidecars in turn
 */
export function simulate(
  module: WebAssembly.Module,
  configuration: LimiterConfiguration,
  plan: string,
  arrivals: number[],
  sidecars: number,
): Simulated {
  const clock = new Clock();
  const network = new Network(clock, () => [{ there: WAY_MS, back: WAY_MS }]);
  const ledger = new Ledger({ clock: () => Math.floor(clock.elapsed) });
  network.serve(LEDGER, ({ body }) => ({
    body: JSON.stringify({ leases: ledger.call(JSON.parse(body) as LeaseCall) }),
  }));
  const result: Simulated = { admitted: 0, refused: 0, calls: 0, hostCalls: 0 };
  const fail = () => {
    result.hostCalls += 1;
    return undefined;
  };
  const hosts = Array.from({ length: sidecars }, () => {
    const host = new FilterHost({ module, workers: WORKERS, clock, network, fail });
    if (!host.configure(configuration)) throw new Error('plan-limiter refuses its configuration');
    return host;
  });
  result.hostCalls = 0;
  const decided: Exchange[] = [];

  const metadata = { 'envoy.filters.http.jwt_authn': { jwt_payload_imagehub: { ...subscriber, plan } } };
  for (const [i, arrival] of arrivals.entries()) {
    clock.advance(Math.max(0, arrival - clock.elapsed) / 1000);
    const worker = Math.floor(i / sidecars) % WORKERS;
    const exchange = hosts[i % sidecars]?.open({ path: PULL, worker, metadata });
    exchange?.whenDecided(() => decided.push(exchange));
    answer(decided, result);
  }
  clock.advance(QUIET_SECONDS);
  answer(decided, result);
  result.calls = network.calls;
  return result;
}

/** Not while they are decided: of thousands at once each would go on inside the one before. */
function answer(decided: Exchange[], result: Simulated): void {
  for (const exchange of decided.splice(0)) {
    if (exchange.respond().status === 200) result.admitted += 1;
    else result.refused += 1;
  }
}
