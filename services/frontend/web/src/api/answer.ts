import { type Quota, readQuota } from './quota.js';

/** The instance that answered, as x-imagehub-served-by names it. */
export interface Instance {
  service: string;
  version: string;
  tier: string;
}

/** How a request was answered: what the mesh and the service say about it in the response's headers. */
export interface Answer {
  /** Counts the answers of this page. */
  id: number;
  method: string;
  path: string;
  status: number;
  /** ms since the epoch. */
  startedAt: number;
  /** From sending the request to its headers, in ms. */
  duration: number;
  /** How long the edge waited for what is behind it, in ms (x-envoy-upstream-service-time). */
  upstream: number | undefined;
  /** Named parts of the service's own time, in ms (Server-Timing). */
  serverTiming: { name: string; duration: number }[];
  /** Absent where the data plane answered by itself. */
  servedBy: Instance | undefined;
  variants: { experiment: string; variant: string }[];
  quota: Quota | undefined;
  /** Whether the sidecar decided on the plan without the ledger. */
  decidedLocally: boolean;
  /** What the service's own cache did (Cache-Status, RFC 9211), such as `hit` or `fwd=miss; stored`. */
  cache: string | undefined;
  mediaType: string | undefined;
  /** Content-Length. */
  bytes: number | undefined;
  headers: [name: string, value: string][];
}

interface Exchange {
  method: string;
  path: string;
  status: number;
  headers: Headers;
  startedAt: number;
  duration: number;
}

let answers = 0;

export function describeAnswer({ headers, ...exchange }: Exchange): Answer {
  answers += 1;
  return {
    id: answers,
    ...exchange,
    upstream: natural(headers.get('x-envoy-upstream-service-time')),
    serverTiming: readServerTiming(headers.get('server-timing')),
    servedBy: readInstance(headers.get('x-imagehub-served-by')),
    variants: readVariants(headers.get('x-imagehub-experiments')),
    quota: readQuota(headers, exchange.startedAt + exchange.duration),
    decidedLocally: headers.get('x-imagehub-quota') === 'local',
    cache: headers.get('cache-status')?.split(/;\s*(.*)/)[1],
    mediaType: headers.get('content-type')?.split(';')[0],
    bytes: natural(headers.get('content-length')),
    headers: [...headers],
  };
}

function readInstance(field: string | null): Instance | undefined {
  const [service, version, tier] = field?.split('/') ?? [];
  return service && version && tier ? { service, version, tier } : undefined;
}

/** `gallery=masonry, palette=warm+thin`; filters/experiments describes it. */
function readVariants(field: string | null): Answer['variants'] {
  return (field ?? '').split(',').flatMap((member) => {
    const [experiment, variant] = member.split('=').map((part) => part.trim());
    return experiment && variant ? [{ experiment, variant }] : [];
  });
}

/** Metrics that have a duration (W3C Server Timing, section 3). */
function readServerTiming(field: string | null): Answer['serverTiming'] {
  return (field ?? '').split(',').flatMap((metric) => {
    const name = metric.split(';')[0]?.trim();
    const duration = Number(metric.match(/;\s*dur=\s*"?([\d.]+)/i)?.[1] ?? Number.NaN);
    return name && Number.isFinite(duration) ? [{ name, duration }] : [];
  });
}

function natural(field: string | null): number | undefined {
  return field !== null && /^\d+$/.test(field) ? Number(field) : undefined;
}
