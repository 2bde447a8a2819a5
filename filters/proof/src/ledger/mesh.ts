import { Clock, type Exchange, type Fate, FilterHost, Network, SharedData } from '@imagehub/filter-host';
import { verified } from '../subjects/plan-limiter.js';
import type { Decision, Plan } from './admissions.js';
import { type LedgerCore, type LedgerParts, LedgerProcess } from './process.js';

export const CLUSTER = 'quota.default.dc1.internal.example.consul';
/** The ledger's time limit in these configurations. */
export const TIMEOUT_MS = 50;

const RESTART_S = 0.001_237;

export const ROUTES = {
  pull: { method: 'GET', path: '/api/images/1/pull', cost: 1 },
  upload: { method: 'POST', path: '/api/images', cost: 3 },
} as const;
export type Route = keyof typeof ROUTES;

export interface MeshOptions {
  module: WebAssembly.Module;
  /** Shared data of a proxy that has just been configured. Without it every sidecar makes its own, which takes longer. */
  pristine?: SharedData;
  sidecars: number;
  workers: number;
  plans: Readonly<Record<string, Plan>>;
  onFailure: 'local' | 'deny' | 'allow';
  /** How calls fare, in turn. */
  fates: readonly Fate[];
  makeLedger?: (parts: LedgerParts) => LedgerCore;
}

export interface Ask {
  user: number;
  plan: string;
  sidecar: number;
  worker: number;
  route: Route;
}

interface Sidecar {
  host: FilterHost;
  clock: Clock;
}

/** Sidecars with the limiter, the ledger, and a network between them; all that is asked and decided is written down. */
export class Mesh {
  readonly clock = new Clock();
  readonly network: Network;
  readonly ledger: LedgerProcess;
  /** In the order in which they were made. */
  readonly decisions: Decision[] = [];
  /** The limits that the plan `personal` has had, by the number of edits before each. */
  readonly limits: number[];
  /** Requests that wait for the ledger. */
  readonly waiting = new Map<Exchange, { sidecar: number; asked: number }>();
  readonly #options: MeshOptions;
  readonly #wallOfLedger: Clock;
  readonly #sidecars: Sidecar[];
  #plans: Readonly<Record<string, Plan>>;

  constructor(options: MeshOptions) {
    this.#options = options;
    this.#plans = options.plans;
    this.limits = [options.plans.personal?.limit ?? 0];
    this.network = new Network(
      this.clock,
      (_, number) => options.fates[number % options.fates.length] ?? 'unreachable',
    );
    this.#wallOfLedger = this.clock.beside(0);
    this.ledger = new LedgerProcess(this.#wallOfLedger, options.makeLedger);
    this.register(true);
    this.#sidecars = Array.from({ length: options.sidecars }, (_, number) =>
      this.#sidecar(number, this.clock.beside(0)),
    );
  }

  /** Whether the mesh sends calls to the ledger at all. */
  register(healthy: boolean): void {
    if (healthy) this.network.serve(CLUSTER, this.ledger.serve);
    else this.network.withdraw(CLUSTER);
  }

  ask({ user, plan, sidecar, worker, route }: Ask): void {
    const { method, path, cost } = ROUTES[route];
    const metadata = verified({ sub: `user-${user}`, plan });
    const exchange = this.#at(sidecar).host.open({ method, path, metadata, worker });
    const asked = this.clock.elapsed;
    const edits = this.limits.length - 1;
    this.waiting.set(exchange, { sidecar, asked });
    exchange.whenDecided(() => {
      this.waiting.delete(exchange);
      const { status, headers } = exchange.respond();
      this.decisions.push({
        user,
        sidecar,
        cost,
        asked,
        edits,
        decided: this.clock.elapsed,
        status,
        quota: headers['x-imagehub-quota'],
        retryAfter: Number(headers['retry-after'] ?? 0),
      });
    });
  }

  /** Two workers of a sidecar are asked at once: the second while the first is about to write what both have read. */
  race({ worker, ...ask }: Ask): void {
    const { sharedData } = this.#at(ask.sidecar).host;
    const other = (): void => this.ask({ ...ask, worker: (worker + 1) % this.#options.workers });
    let isAsked = false;
    sharedData.beforeSet = () => {
      sharedData.beforeSet = undefined;
      isAsked = true;
      other();
    };
    this.ask({ ...ask, worker });
    sharedData.beforeSet = undefined;
    if (!isAsked) other();
  }

  /** The client that has waited for longest goes away. */
  hangUp(): void {
    const [exchange] = this.waiting.keys();
    if (!exchange) return;
    this.waiting.delete(exchange);
    exchange.hangUp();
  }

  /** The operator edits the plans, and the edit reaches every sidecar. */
  edit(plans: Readonly<Record<string, Plan>>): void {
    this.#plans = plans;
    this.limits.push(plans.personal?.limit ?? 0);
    for (const { host } of this.#sidecars) this.#configure(host);
  }

  /** Earlier configurations have finished their requests. */
  retire(): void {
    for (const { host } of this.#sidecars) host.retire();
  }

  /** A sidecar is killed and started again: whatever it knew is gone. */
  restartSidecar(number: number): void {
    const { host, clock } = this.#at(number);
    host.kill();
    for (const [exchange, { sidecar }] of this.waiting) if (sidecar === number) this.waiting.delete(exchange);
    // No process starts at the nanosecond at which another has ended.
    this.clock.advance(RESTART_S);
    this.#sidecars[number] = this.#sidecar(number, clock);
  }

  /** Sets a wall clock so many milliseconds ahead of true time. */
  setWall(sidecar: number | 'ledger', ahead: number): void {
    const clock = sidecar === 'ledger' ? this.#wallOfLedger : this.#at(sidecar).clock;
    clock.now = this.clock.now + BigInt(ahead) * 1_000_000n;
  }

  /** All that was broken works again. */
  heal(): void {
    this.network.fate = () => [{ there: 1, back: 1 }];
    this.ledger.restart();
    this.register(true);
  }

  admissions(user: number): Decision[] {
    return this.decisions.filter((decision) => decision.user === user && decision.status === 200);
  }

  #sidecar(number: number, clock: Clock): Sidecar {
    const { module, workers } = this.#options;
    const sharedData = new SharedData(this.#options.pristine);
    const nodeId = `sidecar-${number}`;
    const host = new FilterHost({ module, workers, clock, network: this.network, sharedData, nodeId });
    this.#configure(host);
    return { host, clock };
  }

  #configure(host: FilterHost): void {
    const { onFailure } = this.#options;
    const guard = Object.values(ROUTES).map(({ path, ...route }) => ({
      ...route,
      path: path.replace('/1/', '/*/'),
    }));
    const ledger = { cluster: CLUSTER, timeoutMs: TIMEOUT_MS, onFailure };
    if (host.configure({ plans: this.#plans, guard, ledger })) return;
    throw new Error(host.logs.map(({ message }) => message).join('\n'));
  }

  #at(number: number): Sidecar {
    const sidecar = this.#sidecars[number];
    if (!sidecar) throw new RangeError(`no sidecar ${number}`);
    return sidecar;
  }
}
