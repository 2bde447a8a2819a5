import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { copyFile, mkdtemp, readFile, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '@imagehub/common/testing';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { inject } from 'vitest';
import { buildFilters } from '../../../filters/build.mjs';
import { buildApp } from './app.js';
import type { Environment } from './environment.js';
import type { ServiceDefaults } from './mesh/service-defaults.js';

export const FILTERS_DIR = path.resolve(import.meta.dirname, '../../../filters/dist');

const manifest = await buildFilters();

/** A folder of the filters as built now, and an older version of plan-limiter, as far as its name tells. */
export async function copyFilters(): Promise<{ folder: string; older: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'imagehub-filters-'));
  for (const { file } of Object.values(manifest))
    await copyFile(path.join(FILTERS_DIR, file), path.join(folder, file));
  // The same code and a custom section, which nothing reads.
  const section = Buffer.from([0, 5, 4, ...Buffer.from('note')]);
  const content = Buffer.concat([await readFile(modulePath('plan-limiter')), section]);
  return {
    folder,
    older: await keepModule(folder, 'plan-limiter', content, new Date('2026-01-02T03:04:05Z')),
  };
}

/** Puts a module into a folder, under the name that its content asks for. */
export async function keepModule(
  folder: string,
  filter: string,
  content: Uint8Array,
  builtAt: Date,
): Promise<string> {
  const file = `${filter}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}.wasm`;
  await writeFile(path.join(folder, file), content);
  await utimes(path.join(folder, file), builtAt, builtAt);
  return file;
}

/** Path of a filter as built now. */
export function modulePath(filter: string): string {
  return path.join(FILTERS_DIR, manifest[filter]?.file ?? '');
}

export const PLANS = {
  plans: { personal: { limit: 10, window: 60 }, team: { limit: 100, window: 60 } },
  guard: [{ method: 'GET', path: '/api/images/*/pull' }],
};

/** Those plans with another limit for one of them. */
export const withTeam = (limit: number) => ({
  ...PLANS,
  plans: { ...PLANS.plans, team: { limit, window: 60 } },
});

export const CLASSES = {
  default: 'standard',
  rules: [{ class: 'performance', when: { plan: ['enterprise'] } }],
};

export const EXPERIMENTS = {
  experiments: [
    { key: 'gallery', variants: [{ key: 'grid' }, { key: 'masonry', route: { frontend: 'v2' } }] },
  ],
};

/**
 * The entries of consul/config-entries that hold rules, as far as they do.
 *
 * @param folder of the modules
 */
export function entries(folder = FILTERS_DIR): ServiceDefaults[] {
  const all = [
    entry('image-store', [wasm('plan-limiter', 'inbound', PLANS)]),
    entry('edge', [
      { Name: 'builtin/lua', Arguments: { Listener: 'outbound', Script: 'function envoy_on_request() end' } },
      wasm('class-of-service', 'outbound', CLASSES),
      { ...wasm('experiments', 'outbound', EXPERIMENTS), Required: false },
    ]),
  ];
  return JSON.parse(JSON.stringify(all).replaceAll(FILTERS_DIR, folder));
}

function entry(Name: string, EnvoyExtensions: object[]): ServiceDefaults {
  return { Kind: 'service-defaults', Name, Protocol: 'http', EnvoyExtensions, ModifyIndex: 0 };
}

function wasm(filter: string, ListenerType: string, configuration: object) {
  return {
    Name: 'builtin/wasm',
    Required: true,
    Arguments: {
      Protocol: 'http',
      ListenerType,
      PluginConfig: {
        Name: filter,
        RootID: filter,
        VmConfig: { VmID: filter, Runtime: 'v8', Code: { Local: { Filename: modulePath(filter) } } },
        Configuration: JSON.stringify(configuration, null, 2),
      },
    },
  };
}

export interface TestApp {
  app: FastifyInstance;
  /** Asks as an administrator. */
  ask(method: 'GET' | 'PUT' | 'POST', url: string, options?: InjectOptions): Promise<LightMyRequestResponse>;
  /** Ends the service and starts it anew on the same database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The service on a database of its own, with a stand-in for auth. */
export async function startTestApp(
  environment: Partial<Environment> & Pick<Environment, 'CONSUL_HTTP_ADDR'>,
): Promise<TestApp> {
  const database = await createTestDatabase(inject('postgresUrl'));
  const auth = await startAuthStub();
  const start = async () => {
    const app = await buildApp({
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      SERVICE_VERSION: 'v1',
      SERVICE_TIER: 'standard',
      DATABASE_URL: database.url,
      JWKS_URL: auth.url,
      FILTERS_DIR,
      ACTIVATION_MS: 10_000,
      ...environment,
    });
    await app.ready();
    return app;
  };
  const test: TestApp = {
    app: await start(),
    ask: (method, url, { headers, ...options } = {}) =>
      test.app.inject({ method, url, headers: { ...bearer('admin'), ...headers }, ...options }),
    async restart() {
      await test.app.close();
      test.app = await start();
    },
    async close() {
      await test.app.close();
      auth.close();
      await database.drop();
    },
  };
  return test;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export function bearer(role: 'admin' | 'user'): { authorization: string } {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const issued = { iss: 'image-hub', aud: 'image-hub', iat: now, exp: now + 600 };
  const claims = { ...issued, sub: `id of ${role}`, name: role, plan: 'enterprise', role };
  const signed = `${encode({ alg: 'RS256', kid: 'test' })}.${encode(claims)}`;
  const signature = createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url');
  return { authorization: `Bearer ${signed}.${signature}` };
}

async function startAuthStub() {
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
