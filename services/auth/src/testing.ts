import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '@imagehub/common/testing';
import type { FastifyInstance } from 'fastify';
import { inject } from 'vitest';
import { buildApp } from './app.js';

export interface TestApp {
  app: FastifyInstance;
  databaseUrl: string;
  close: () => Promise<void>;
}

/** The service on a database and keys of its own, listening nowhere. */
export async function startTestApp(consul = 'http://127.0.0.1:9'): Promise<TestApp> {
  const keys = await mkdtemp(path.join(tmpdir(), 'imagehub-keys-'));
  const database = await createTestDatabase(inject('postgresUrl'));
  const app = await buildApp({
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_VERSION: 'v1',
    SERVICE_TIER: 'standard',
    DATABASE_URL: database.url,
    KEYS_DIR: keys,
    CONSUL_HTTP_ADDR: consul,
    ADMIN_NAME: 'admin',
    ADMIN_PASSWORD: 'a password for tests',
  });
  await app.ready();
  return {
    app,
    databaseUrl: database.url,
    close: async () => {
      await app.close();
      await database.drop();
      await rm(keys, { recursive: true });
    },
  };
}

/** A Consul that knows one config entry; `answer` may be changed while it runs. */
export async function startConsulStub(answer: { status: number; body: unknown }) {
  const server = createServer((_request, response) => {
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}
