import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checkout } from '../checkout.js';
import { consul } from '../provision/binary.js';
import { find } from '../provision/provision.js';
import { type MeshResources, meshResources } from './mesh.js';

const program = await find(consul);
const hub = join(checkout, 'deploy/kubernetes/hub');

/** The fields of consul-k8s 1.9's resources, as far as the hub's entries have them; a new one is looked up there first. */
const known = new Set(
  `accessLogs action arguments audiences baseEjectionTime clockSkewSeconds config defaults defaultSubset destination
  enforcingConsecutive5xx envoyExtensions exact filter forward header http incoming insecureDisablePathNormalization
  interval issuer jsonWebKeySet jwks jwt limits local locations match maxConcurrentRequests maxConnections
  maxEjectionPercent maxFailures maxPendingRequests mergeSlashes meshDestinationsOnly methods name numRetries outgoing
  overrides passiveHealthCheck pathExact pathPrefix pathWithEscapedSlashesAction permissions protocol providers
  requestNormalization requestTimeout required retryOnConnectFailure routes sanitizeXForwardedClientCert service
  serviceSubset sources subsets tls tlsMaxVersion tlsMinVersion transparentProxy upstreamConfig valuePrefix`.split(
    /\s+/,
  ),
);

describe.runIf(program)('the mesh in Kubernetes', () => {
  let mesh: MeshResources;

  beforeAll(async () => {
    mesh = await meshResources({
      consul: program?.file ?? '',
      trustDomain: '1234.consul',
      jwks: '{"keys":[{"kty":"RSA","kid":"a","n":"eA","e":"AQAB"}]}',
    });
  });

  test('each file of consul/config-entries is a resource', () => {
    const files = readdirSync(join(checkout, 'consul/config-entries'), { recursive: true, encoding: 'utf8' });
    expect(mesh.entries).toHaveLength(files.filter((file) => file.endsWith('.hcl')).length);
  });

  test('resources have no field that consul-k8s does not know', () => {
    for (const { kind, metadata, spec } of mesh.entries) {
      const unknown = namesIn(spec).filter((name) => !known.has(name));
      expect(unknown, `${kind} ${metadata.name}`).toEqual([]);
    }
  });

  test('each filter that an entry names is in the volume of the sidecars', () => {
    const named = JSON.stringify(mesh.entries).matchAll(
      /"Filename":"\/var\/lib\/imagehub\/filters\/([^"]+)"/g,
    );
    const files = [...named].map(([, file]) => file);
    expect(files).toHaveLength(3);
    expect(files.toSorted()).toEqual(Object.keys(mesh.filters.binaryData).toSorted());
  });

  test('each upstream of a pod is a service that lets it in', () => {
    const callers = new Map<string, string[]>();
    for (const { kind, metadata, spec } of mesh.entries) {
      if (kind !== 'ServiceIntentions') continue;
      callers.set(
        metadata.name,
        (spec.sources as { name: string }[]).map(({ name }) => name),
      );
    }
    const upstreams = deployments().flatMap(({ account, annotations }) =>
      (annotations['consul.hashicorp.com/connect-service-upstreams'] ?? '')
        .split(',')
        // The virtual service is routes alone.
        .filter((upstream) => upstream !== '' && !upstream.startsWith('imagehub:'))
        .map((upstream) => ({ from: account, to: upstream.split(':')[0] as string })),
    );
    expect(upstreams.length).toBeGreaterThan(2);
    for (const { from, to } of upstreams) expect(callers.get(to), `${from} calls ${to}`).toContain(from);
  });
});

test('each deployment has the identity of a service of the mesh', () => {
  const services = readdirSync(join(checkout, 'consul/services')).map((file) => file.replace('.hcl', ''));
  const accounts = deployments().map(({ account }) => account);
  expect(accounts.length).toBeGreaterThan(4);
  expect(services).toEqual(expect.arrayContaining(accounts));
});

interface Deployment {
  account: string;
  annotations: Record<string, string>;
}

function deployments(): Deployment[] {
  const files = readdirSync(hub, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  const documents = files.flatMap((file) => parseAllDocuments(readFileSync(join(hub, file), 'utf8')));
  return documents
    .map((document) => document.toJS())
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ spec: { template } }) => ({
      account: template.spec.serviceAccountName as string,
      annotations: template.metadata.annotations as Record<string, string>,
    }));
}

/** Names of fields, at any depth, but for those in what Consul and Envoy alone understand. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, of]) => {
    if (name === 'config' || name === 'arguments') return [name];
    return [name, ...(name === 'subsets' ? Object.values(of).flatMap(namesIn) : namesIn(of))];
  });
}
