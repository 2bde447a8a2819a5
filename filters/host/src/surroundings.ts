import type { LogLevel } from './abi.js';
import { Clock } from './clock.js';
import type { HttpCall } from './http-call.js';
import { Metrics } from './metrics.js';
import type { Network } from './network.js';
import { SharedData } from './shared-data.js';
import { SharedQueues } from './shared-queues.js';

export interface SurroundingsOptions {
  clock?: Clock;
  /** Given to a second host, it stands for a reload of the code under the same vm_id. */
  sharedData?: SharedData;
  /** Given to a second host, it lets filters of different vm_ids reach each other's queues. */
  queues?: SharedQueues;
  metrics?: Metrics;
  /** Carries calls to services. Without one, a test answers them itself. */
  network?: Network;
  /** Default: filter. */
  vmId?: string;
  /** The proxy's node id, as the property `xds.node.id` has it. Default: one that no other host has. */
  nodeId?: string;
  /** Lines below this level are not written, and filters are told so. Default: info. */
  logLevel?: LogLevel;
  /** The host calls that requests may make; any other fails the test. Default: all. */
  allow?: readonly string[];
  /** The clusters that calls may go to; a call to any other is refused. Default: all that are named. */
  clusters?: readonly string[];
  /** Makes a host call fail with this status, as a healthy proxy never does; undefined lets it through. */
  fail?: (call: string) => number | undefined;
}

/** Proxies of a mesh have node ids of their own. */
let nodes = 1;

/** What the virtual machines of a proxy have in common. */
export class Surroundings {
  readonly clock: Clock;
  readonly sharedData: SharedData;
  readonly queues: SharedQueues;
  readonly metrics: Metrics;
  readonly network: Network | undefined;
  readonly vmId: string;
  readonly nodeId: string;
  readonly logs: { level: LogLevel; message: string }[] = [];
  /** All calls to services, answered or not, in order. */
  readonly httpCalls: HttpCall[] = [];
  readonly logLevel: LogLevel;
  readonly allow: ReadonlySet<string> | undefined;
  readonly clusters: ReadonlySet<string> | undefined;
  readonly fail: ((call: string) => number | undefined) | undefined;

  constructor({ allow, clusters, ...options }: SurroundingsOptions = {}) {
    this.clock = options.clock ?? new Clock();
    this.sharedData = options.sharedData ?? new SharedData();
    this.queues = options.queues ?? new SharedQueues();
    this.metrics = options.metrics ?? new Metrics();
    this.network = options.network;
    this.vmId = options.vmId ?? 'filter';
    this.nodeId = options.nodeId ?? `node-${nodes++}`;
    this.logLevel = options.logLevel ?? 'info';
    this.allow = allow && new Set(allow);
    this.clusters = clusters && new Set(clusters);
    this.fail = options.fail;
  }
}
