import { fixedPorts, instances, type PortName, portNames, variableOf } from '../ports/table.js';
import { code, either, markdownTable } from './markdown.js';

type Row = [name: string, fallback: string, meaning: string];

/** What the commands read from their environment, but for ports. A test finds what is missing here. */
export const commandVariables: Row[] = [
  ['IMAGEHUB_HOME', '`.imagehub` in the checkout', 'Folder of the hub: data, logs, secrets, state'],
  ['IMAGEHUB_CACHE', '`imagehub` in `XDG_CACHE_HOME`', 'Folder of fetched programs, for all checkouts'],
  ['XDG_CACHE_HOME', '`~/.cache`', 'Folder of caches (XDG Base Directory Specification)'],
  [
    'IMAGEHUB_TRACING_SAMPLING',
    '`100`',
    'How many of the requests are traced, in per cent, with `npm start -- --observe`',
  ],
  ['PATH', '', 'Where Consul, Envoy, Valkey and Chromium are looked for before they are fetched'],
  [
    'CHROMIUM_PATH',
    'looked for on `PATH`',
    'The browser of `npm test`, `npm run e2e` and `npm run screenshots`',
  ],
  ['CI', 'not set', 'Where it is set, tests that lack what they need fail instead of being left out'],
];

const meanings: Partial<Record<PortName, string>> = {
  edge: 'The front door of the hub',
  consul: "Consul's API and page",
  'consul-grpc': 'Consul, to which Envoys connect for their configuration (xDS)',
  'consul-server': 'Consul, for other servers (RPC)',
  'consul-serf': 'Consul, for gossip',
  postgres: 'PostgreSQL',
  valkey: 'Valkey, with `--valkey`',
  prometheus: 'Prometheus, with `--observe`',
  zipkin: 'Zipkin, with `--observe`',
};

/** What an instance has ports for, by the end of their names. */
const roles: Record<string, string> = {
  '': 'The service itself',
  '-sidecar': 'Its sidecar: the mTLS listener',
  '-admin': "Its Envoy's admin interface",
  '-metrics': "Its Envoy's metrics, at `/metrics`",
  '-ready': 'Its sidecar: `/readyz` of the service, for Consul',
  '-service-metrics': 'Its sidecar: `/metrics` of the service, for Prometheus',
  '-jwks': 'Its sidecar: the public keys, for who configures the mesh',
  '-auth': 'Its sidecar: where it reaches auth',
  '-quota': 'Its sidecar: an upstream that nobody connects to, for the cluster that plan-limiter calls',
  '-image-store': 'Its sidecar: where it reaches image-store',
};

/** Markdown: what `npm start` and the other commands read. */
export function describeRunner(): string {
  const variables = commandVariables.map(([name, ...rest]) => [code(name), ...rest]);
  const all = either(['edge', ...instances].map((name) => code(capitals(name))));
  return [
    markdownTable(['variable', 'default', 'meaning'], variables),
    '### Ports',
    'Each is a whole number from 1 to 65,535. Free ones are taken from 20000 to 29999, the same as the last time when they are still free.',
    `\`<INSTANCE>\` is ${all}.`,
    markdownTable(['variable', 'default', 'what listens there', 'instances'], portRows()),
  ].join('\n\n');
}

/** Those that there are one of, then those that instances have one of each. */
function portRows(): string[][] {
  const owners = new Map<string, string[]>();
  const rows: string[][] = [];
  for (const name of portNames) {
    const fixed = fixedPorts[name];
    const meaning = meanings[name];
    if (meaning) rows.push([code(variableOf(name)), fixed ? String(fixed) : 'a free one', meaning, '']);
    else owners.set(roleOf(name), [...(owners.get(roleOf(name)) ?? []), ownerOf(name)]);
  }
  for (const [role, names] of owners) {
    const variable = code(`IMAGEHUB_<INSTANCE>${capitals(role)}_PORT`);
    rows.push([variable, 'a free one', roles[role] ?? '', whose(names)]);
  }
  return rows;
}

function whose(names: string[]): string {
  if (names.length > instances.length) return 'all';
  if (names.length === instances.length) return 'all but `EDGE`';
  return names.map((name) => code(capitals(name))).join(', ');
}

/** `quota-2` of `quota-2-sidecar`: the longest name of an instance that it begins with. */
function ownerOf(name: PortName): string {
  const owners = ['edge', ...instances].filter((instance) => `${name}-`.startsWith(`${instance}-`));
  return owners.sort((a, b) => b.length - a.length)[0] ?? name;
}

function roleOf(name: PortName): string {
  return name.slice(ownerOf(name).length);
}

function capitals(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
