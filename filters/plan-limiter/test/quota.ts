/** The real ledger behind the network of the test host, and behind a port for a real Envoy. */
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Clock, FilterHost, type FilterHostOptions, Network, type Reaction } from '@imagehub/filter-host';
import { type LeaseCall, Ledger } from '@imagehub/quota/ledger';
import { CONFIGURATION, module } from './limiter.js';

export const CLUSTER = 'quota.default.dc1.internal.example.consul';

/** The hub's configuration, with a ledger. */
export function withLedger(ledger: object = {}): typeof CONFIGURATION & { ledger: { cluster: string } } {
  return { ...CONFIGURATION, ledger: { cluster: CLUSTER, ...ledger } };
}

/** Sidecars with the limiter, each with two workers, and the ledger a millisecond away. */
export class Quota {
  readonly clock = new Clock();
  readonly network = new Network(this.clock, () => [{ there: 1, back: 1 }]);
  readonly ledger = new Ledger({ clock: () => Math.floor(this.clock.elapsed) });
  /** All calls that have reached the ledger, in order. */
  readonly calls: LeaseCall[] = [];
  readonly sidecars: FilterHost[];
  /** What answers calls; by default the ledger. */
  answer: (call: LeaseCall) => Reaction = (call) => ({
    body: JSON.stringify({ leases: this.ledger.call(call) }),
  });

  constructor(configuration: unknown = withLedger(), sidecars = 1, options: Partial<FilterHostOptions> = {}) {
    this.network.serve(CLUSTER, ({ body }) => {
      const call = JSON.parse(body) as LeaseCall;
      this.calls.push(call);
      return this.answer(call);
    });
    this.sidecars = Array.from({ length: sidecars }, () => {
      const host = new FilterHost({
        module,
        workers: 2,
        clock: this.clock,
        network: this.network,
        ...options,
      });
      if (!host.configure(configuration)) throw new Error(host.logs.map(({ message }) => message).join('\n'));
      return host;
    });
  }

  get sidecar(): FilterHost {
    return this.sidecars[0] as FilterHost;
  }
}

/** The ledger behind a port of 127.0.0.1, for a real Envoy. */
export interface ServedLedger {
  port: number;
  /** All calls, in order. */
  calls: LeaseCall[];
  /** When the next call has arrived. */
  nextCall(): Promise<void>;
  /** Has calls wait until it is released. */
  hold(): void;
  release(): void;
  /** Has every call answered with 503, until it is up again. */
  down(): void;
  up(): void;
  close(): void;
}

export async function serveLedger(): Promise<ServedLedger> {
  const ledger = new Ledger({ clock: () => Math.floor(performance.now()) });
  const calls: LeaseCall[] = [];
  const arrivals = new EventEmitter();
  let isDown = false;
  let released = Promise.resolve();
  let release = (): void => {};
  const server = createServer(async (request, response) => {
    const call = (await json(request)) as LeaseCall;
    calls.push(call);
    arrivals.emit('call');
    await released;
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' });
    response.end(isDown ? '' : JSON.stringify({ leases: ledger.call(call) }));
  });
  // Envoy keeps idle connections longer than Node would.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    nextCall: async () => {
      await once(arrivals, 'call');
    },
    hold: () => {
      released = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
    down: () => {
      isDown = true;
    },
    up: () => {
      isDown = false;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
