import { Problem } from '@imagehub/common';
import type { ServiceDefaults } from './service-defaults.js';
import type { Sidecar } from './sidecar.js';

const ANSWER_MS = 2_000;
/** How long Consul holds a question about an entry that does not change. */
const HOLD_S = 60;

export interface EntryRead {
  /** Undefined where there is no such entry. */
  entry: ServiceDefaults | undefined;
  /** What to wait for a change after. */
  index: number;
}

export interface Consul {
  /** The service-defaults of a service as they are now. @throws Problem 503 */
  readEntry(service: string): Promise<EntryRead>;
  /** The same, as soon as Consul has something newer than `index`, or after a minute. @throws Problem 503 */
  awaitEntry(service: string, index: number, signal: AbortSignal): Promise<EntryRead>;
  /**
   * Writes an entry if nobody has written it since `index`.
   *
   * @returns whether it was written
   * @throws Problem 503; whether it was written is not known then.
   */
  writeEntry(entry: ServiceDefaults, index: number): Promise<boolean>;
  /** The sidecars of a service's instances. @throws Problem 503 */
  sidecarsOf(service: string): Promise<Sidecar[]>;
}

/** @param address of Consul's HTTP API. */
export function connectConsul(address: string): Consul {
  async function ask(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
    try {
      const response = await fetch(new URL(path, address), { ...init, signal });
      if (response.ok || response.status === 404) return response;
      throw new Error(`Consul answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  async function read(service: string, query: string, signal: AbortSignal): Promise<EntryRead> {
    const response = await ask(`/v1/config/service-defaults/${service}${query}`, signal);
    const entry = response.ok ? ((await body(response)) as ServiceDefaults) : undefined;
    if (!entry) await response.text();
    return { entry, index: Number(response.headers.get('x-consul-index') ?? 0) };
  }

  return {
    readEntry: (service) => read(service, '', AbortSignal.timeout(ANSWER_MS)),
    awaitEntry(service, index, signal) {
      // Consul adds up to a sixteenth to what it was asked for.
      const late = AbortSignal.timeout(HOLD_S * 1_070 + ANSWER_MS);
      return read(service, `?index=${index}&wait=${HOLD_S}s`, AbortSignal.any([signal, late]));
    },
    async writeEntry(entry, index) {
      const response = await ask(`/v1/config?cas=${index}`, AbortSignal.timeout(ANSWER_MS), {
        method: 'PUT',
        body: JSON.stringify(entry),
      });
      return (await body(response)) === true;
    },
    async sidecarsOf(service) {
      const response = await ask(`/v1/health/connect/${service}`, AbortSignal.timeout(ANSWER_MS));
      return ((await body(response)) as Registration[]).map(toSidecar).sort((a, b) => (a.id < b.id ? -1 : 1));
    },
  };
}

interface Registration {
  Node: { Address: string };
  Service: {
    ID: string;
    Address: string;
    Meta: Record<string, string> | null;
    Proxy?: { DestinationServiceID?: string };
  };
  Checks: { Status: string }[];
}

function toSidecar({ Node, Service, Checks }: Registration): Sidecar {
  const port = Number(Service.Meta?.sidecar_config_port);
  return {
    id: Service.Proxy?.DestinationServiceID ?? Service.ID,
    address: Service.Address || Node.Address,
    port: Number.isInteger(port) && port > 0 ? port : undefined,
    fit: Checks.every(({ Status }) => Status !== 'critical'),
  };
}

async function body(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): Problem {
  return new Problem(503, 'Consul cannot be asked right now. Try again shortly.', {
    kind: 'consul-unavailable',
    retryAfter: 2,
    cause,
  });
}
