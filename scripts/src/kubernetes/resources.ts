/** A config entry as Consul's API tells it. */
export interface Entry {
  Kind: string;
  /** Absent where there is only one of the kind. */
  Name?: string;
  [field: string]: unknown;
}

/** A custom resource of consul-k8s, which its controller writes to Consul as a config entry. */
export interface Resource {
  apiVersion: 'consul.hashicorp.com/v1alpha1';
  kind: string;
  metadata: { name: string };
  spec: Fields;
}

type Fields = Record<string, unknown>;

/** By the kind of entry, each before those that refer to it. */
export const resourceKinds: Record<string, string> = {
  'proxy-defaults': 'ProxyDefaults',
  mesh: 'Mesh',
  'service-defaults': 'ServiceDefaults',
  'jwt-provider': 'JWTProvider',
  'service-resolver': 'ServiceResolver',
  'service-router': 'ServiceRouter',
  'service-intentions': 'ServiceIntentions',
};

/** What Consul adds to an entry, and what names it: a resource has a name of its own. */
const ofConsul = new Set(['Kind', 'Name', 'Meta', 'Hash', 'CreateIndex', 'ModifyIndex']);

/** What Consul adds to each source of an intention. */
const ofSources = new Set(['Precedence', 'Type']);

/** Handed on as they are: the names in them are Envoy's, those of an extension, or the hub's own. */
const opaque = new Set(['Config', 'Arguments']);
const named = new Set(['Subsets']);

/** Durations that Consul's API tells in nanoseconds, where resources want `1s`. */
const nanoseconds = new Set(['Interval', 'BaseEjectionTime']);

/** Writes a config entry as the custom resource of consul-k8s that makes the same entry. */
export function resourceOf(entry: Entry): Resource {
  const kind = resourceKinds[entry.Kind];
  if (!kind) throw new Error(`consul-k8s has no resource that is known here for a ${entry.Kind}`);
  const name = entry.Name ?? entry.Kind;
  const fields = Object.entries(entry).filter(([field]) => !ofConsul.has(field));
  const spec = fieldsOf(Object.fromEntries(fields));
  // The one kind that says in its spec what it is about.
  const about = entry.Kind === 'service-intentions' ? { destination: { name } } : {};
  return {
    apiVersion: 'consul.hashicorp.com/v1alpha1',
    kind,
    metadata: { name },
    spec: { ...about, ...spec },
  };
}

function fieldsOf(fields: Fields): Fields {
  const kept = Object.entries(fields).flatMap(([field, value]): [string, unknown][] => {
    const translated = written(field, value);
    return isEmpty(translated) ? [] : [[lowerCamel(field), translated]];
  });
  return Object.fromEntries(kept);
}

function written(field: string, value: unknown): unknown {
  if (opaque.has(field)) return value;
  if (nanoseconds.has(field) && typeof value === 'number') return `${value / 1e9}s`;
  if (field === 'Sources')
    return (value as Fields[]).map((source) => without(ofSources, source)).map(fieldsOf);
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? fieldsOf(item) : item));
  if (!isObject(value)) return value;
  if (!named.has(field)) return fieldsOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, fieldsOf(of as Fields)]));
}

/** `JSONWebKeySet` is jsonWebKeySet, `TLSMinVersion` tlsMinVersion, `HTTP` http. */
function lowerCamel(field: string): string {
  return field.replace(/^[A-Z]+(?=[A-Z][a-z]|\d|$)|^[A-Z]/, (start) => start.toLowerCase());
}

function without(names: Set<string>, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

/** Consul tells what is not set as well. */
function isEmpty(value: unknown): boolean {
  return value === '' || value === null || (isObject(value) && Object.keys(value).length === 0);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
