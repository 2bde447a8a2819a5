import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '@imagehub/common/testing';
import type { FastifyInstance } from 'fastify';
import { inject } from 'vitest';
import { buildApp } from './app.js';
import type { Environment } from './environment.js';

export interface TestApp {
  /** The service; another one after `restart`. */
  app: FastifyInstance;
  /** Folder of its signing keys. */
  keys: string;
  /** Ends the service and starts it anew, on the same database and keys. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
}

const NOBODY = 'http://127.0.0.1:9';

/** The service on a database and keys of its own, listening nowhere. */
export async function startTestApp(environment: Partial<Environment> = {}): Promise<TestApp> {
  const keys = await mkdtemp(path.join(tmpdir(), 'imagehub-keys-'));
  const database = await createTestDatabase(inject('postgresUrl'));
  const start = async () => {
    const app = await buildApp({
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      SERVICE_VERSION: 'v1',
      SERVICE_TIER: 'standard',
      DATABASE_URL: database.url,
      KEYS_DIR: keys,
      CONSUL_HTTP_ADDR: NOBODY,
      IMAGE_STORE_URL: NOBODY,
      ADMIN_NAME: 'admin',
      ADMIN_PASSWORD: 'a password for tests',
      ...environment,
    });
    await app.ready();
    return app;
  };
  const test: TestApp = {
    app: await start(),
    keys,
    async restart() {
      await test.app.close();
      test.app = await start();
    },
    async close() {
      await test.app.close();
      await database.drop();
      await rm(keys, { recursive: true });
    },
  };
  return test;
}

export interface Stub {
  url: string;
  close: () => Promise<unknown>;
}

/** A server that answers everything by `answer`, which may be changed while it runs, and notes what it was asked. */
export async function startStub(
  answer: { status: number; body?: unknown },
  onRequest: (request: IncomingMessage) => void = () => {},
): Promise<Stub> {
  const server = createServer((request, response) => {
    onRequest(request);
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close };
}
