import { format } from './formats.js';

/** The words for what the mesh did with a request. */
export const answer = {
  label: 'How was this answered?',
  bar: 'Latest answer',
  title: 'How was this answered?',
  lead: 'Every request of this tab, newest first, as the response headers tell it.',
  list: 'Requests',
  none: 'No request yet.',
  path: 'The way of this request',
  requests: (count: number) => format.count(count, { one: 'request', other: 'requests' }),
  page: 'page',
  quota: (remaining: number, limit: number | undefined) =>
    limit === undefined
      ? `${format.number(remaining)} left`
      : `${format.number(remaining)} of ${format.number(limit)} left`,
  browser: 'Browser',
  browserTotal: (ms: number) => `${format.ms(ms)} until the headers came`,
  edge: 'Edge',
  edgeClass: (name: string) => `class of service ${name}`,
  variant: (experiment: string, variant: string) => `${experiment} = ${variant}`,
  sidecar: (service: string) => `Sidecar of ${service}`,
  admitted: (policy: string) => `plan ${policy}: admitted`,
  refused: (policy: string) => `plan ${policy}: refused`,
  uncounted: 'not counted against a plan',
  stopped: (status: number) => `answered here with ${status}; the service never saw it`,
  resets: (seconds: number) => `more in ${seconds} s`,
  ledgerLocal: 'decided by this sidecar alone: the ledger was away',
  instance: (version: string, tier: string) => (version === tier ? tier : `${version} · ${tier}`),
  status: (status: number) => `status ${status}`,
  bytes: (value: number, type: string) => `${format.bytes(value)} ${type}`,
  cache: (status: string) => `cache of renditions: ${status}`,
  upstream: (ms: number) => `${format.ms(ms)} behind the edge`,
  unreached: 'not reached',
  timing: 'Time',
  timingEdge: 'browser, network and edge',
  timingUpstream: 'behind the edge',
  headers: 'Response headers',
  wait: 'Waiting for the first request',
};
