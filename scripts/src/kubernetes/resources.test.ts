import { expect, test } from 'vitest';
import { resourceOf } from './resources.js';

test('fields get the names that resources have, and what Consul adds is left out', () => {
  const entry = {
    Kind: 'jwt-provider',
    Name: 'imagehub',
    JSONWebKeySet: { Local: { JWKS: 'e30=' } },
    ClockSkewSeconds: 30,
    Meta: null,
    Hash: 1,
    CreateIndex: 2,
    ModifyIndex: 3,
  };
  expect(resourceOf(entry)).toEqual({
    apiVersion: 'consul.hashicorp.com/v1alpha1',
    kind: 'JWTProvider',
    metadata: { name: 'imagehub' },
    spec: { jsonWebKeySet: { local: { jwks: 'e30=' } }, clockSkewSeconds: 30 },
  });
});

test('an entry of which there is only one is named after its kind', () => {
  const entry = { Kind: 'mesh', TLS: { Incoming: { TLSMinVersion: 'TLSv1_3' } } };
  expect(resourceOf(entry)).toMatchObject({
    metadata: { name: 'mesh' },
    spec: { tls: { incoming: { tlsMinVersion: 'TLSv1_3' } } },
  });
});

test('an intention names its destination, and permissions keep their order', () => {
  const permissions = [
    { Action: 'deny', HTTP: { PathPrefix: '/metrics' } },
    { Action: 'allow', HTTP: { PathPrefix: '/' } },
  ];
  const source = { Name: 'edge', Permissions: permissions, Precedence: 9, Type: 'consul' };
  expect(resourceOf({ Kind: 'service-intentions', Name: 'frontend', Sources: [source] }).spec).toEqual({
    destination: { name: 'frontend' },
    sources: [
      {
        name: 'edge',
        permissions: [
          { action: 'deny', http: { pathPrefix: '/metrics' } },
          { action: 'allow', http: { pathPrefix: '/' } },
        ],
      },
    ],
  });
});

test('zeros and durations arrive, what is not set does not', () => {
  const PassiveHealthCheck = { EnforcingConsecutive5xx: 0, Interval: 1_500_000_000 };
  const UpstreamConfig = { Defaults: { Peer: '', PassiveHealthCheck, MeshGateway: {} } };
  expect(resourceOf({ Kind: 'service-defaults', Name: 'auth', UpstreamConfig, Expose: {} }).spec).toEqual({
    upstreamConfig: { defaults: { passiveHealthCheck: { enforcingConsecutive5xx: 0, interval: '1.5s' } } },
  });
});

test('names of subsets and what is meant for Envoy stay as they are', () => {
  const subsets = resourceOf({ Kind: 'service-resolver', Name: 's', Subsets: { V1: { Filter: 'x' } } }).spec;
  expect(subsets).toEqual({ subsets: { V1: { filter: 'x' } } });
  const EnvoyExtensions = [
    { Name: 'builtin/wasm', Required: true, Arguments: { PluginConfig: { VmID: '' } } },
  ];
  expect(resourceOf({ Kind: 'service-defaults', Name: 's', EnvoyExtensions }).spec).toEqual({
    envoyExtensions: [{ name: 'builtin/wasm', required: true, arguments: { PluginConfig: { VmID: '' } } }],
  });
});

test('a kind that is not known is an error, not left out', () => {
  expect(() => resourceOf({ Kind: 'service-splitter', Name: 's' })).toThrow('service-splitter');
});
