import type { Ports } from '../ports/table.js';
import type { Home } from './home.js';
import type { Observers } from './observers.js';
import type { Secrets } from './secrets.js';

/** What the parts of a hub are made from. */
export interface Blueprint {
  home: Home;
  ports: Ports;
  secrets: Secrets;
  /** Whether plans are kept in Valkey, by two ledgers, instead of in the memory of one. */
  valkey: boolean;
  /** What watches it; undefined where nobody asked for that. */
  observers?: Observers | undefined;
  /** Paths of the provisioned programs; the steps that parts wait for fill them in. */
  binaries: Record<'consul' | 'envoy' | 'valkey-server', string>;
}

/** Consul's address. */
export function consulUrl(ports: Pick<Ports, 'consul'>): string {
  return `http://127.0.0.1:${ports.consul}`;
}

/** The edge's address. */
export function edgeUrl(ports: Ports): string {
  return `http://127.0.0.1:${ports.edge}`;
}
