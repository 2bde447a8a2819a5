import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '@imagehub/common/testing';
import type { FastifyInstance } from 'fastify';
import sharp, { type SharpOptions } from 'sharp';
import { inject, vi } from 'vitest';
import { buildApp } from './app.js';
import type { Environment } from './environment.js';
import type { ImageItem } from './item.js';

// Encoders take their time on a busy machine.
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

export interface TestUser {
  id: string;
  name: string;
  headers: { authorization: string };
}

export interface TestApp {
  app: FastifyInstance;
  environment: Environment;
  /** A person with a valid token. */
  user: (name?: string) => TestUser;
  /** Another instance on the same database and blobs. */
  another: (overrides?: Overrides) => Promise<FastifyInstance>;
  /** Every file in blob storage, as paths in it. */
  files: () => Promise<string[]>;
  /** Takes the stand-in for auth away. */
  stopAuth: () => Promise<void>;
  close: () => Promise<void>;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

type Overrides = Partial<Environment>;

/**
 * The service on a database and a folder of its own, with a stand-in for auth that publishes the key of `user`.
 *
 * @param overrides of its environment, or a function that makes them from what would be.
 */
export async function startTestApp(
  overrides: Overrides | ((environment: Environment) => Promise<Overrides>) = {},
): Promise<TestApp> {
  const folder = await mkdtemp(path.join(tmpdir(), 'imagehub-blobs-'));
  const database = await createTestDatabase(inject('postgresUrl'));
  const auth = await startAuthStub();
  const defaults: Environment = {
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_VERSION: 'v1',
    SERVICE_TIER: 'standard',
    DATABASE_URL: database.url,
    JWKS_URL: auth.url,
    RENDITIONS_MB: 100,
    HOUSEKEEPING_SECONDS: 3600,
    MAX_ORPHANS: 20,
    S3_BUCKET: '',
    S3_ENDPOINT: '',
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: '',
    S3_SECRET_ACCESS_KEY: '',
    BLOBS_DIR: folder,
    NEGOTIATE: false,
    SHARP_THREADS: 1,
  };
  const environment: Environment = {
    ...defaults,
    ...(typeof overrides === 'function' ? await overrides(defaults) : overrides),
  };
  const apps: FastifyInstance[] = [];
  const another = async (more: Overrides = {}) => {
    const app = await buildApp({ ...environment, ...more });
    apps.push(app);
    await app.ready();
    return app;
  };
  return {
    app: await another(),
    environment,
    user,
    another,
    files: () => filesIn(environment.BLOBS_DIR),
    stopAuth: auth.close,
    close: async () => {
      await Promise.all(apps.map((app) => app.close()));
      await auth.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

/** A form for `inject` and `fetch`; `file` is given under the name `file`. */
export function form(
  file: Buffer | undefined,
  fields: Record<string, string> = {},
  name = 'photo.jpg',
): FormData {
  const data = new FormData();
  for (const [field, value] of Object.entries(fields)) data.append(field, value);
  if (file) data.append('file', new Blob([new Uint8Array(file)]), name);
  return data;
}

export function post(app: FastifyInstance, { headers }: TestUser, payload: FormData) {
  return app.inject({ method: 'POST', url: '/api/images', headers, payload });
}

/** A UUID of version 7, as far as its form goes. */
export function newId(): string {
  return randomUUID().replace(/^(.{14})4/, '$17');
}

/** Uploads a picture that must be stored. */
export async function upload(
  app: FastifyInstance,
  owner: TestUser,
  file: Buffer,
  fields: Record<string, string> = {},
): Promise<ImageItem> {
  const response = await post(app, owner, form(file, fields));
  if (response.statusCode !== 201) throw new Error(`upload: ${response.statusCode} ${response.body}`);
  return response.json<ImageItem>();
}

/** A picture with noise in it, so that its bytes are many and, by the colour, its own. */
export function picture(width: number, height: number, background = randomColour()) {
  return sharp({
    create: { width, height, channels: 3, background, noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  });
}

/** An animated GIF of different frames. */
export function animation(frames: number, width: number, height: number): Promise<Buffer> {
  const create = {
    width,
    height: height * frames,
    pageHeight: height,
    channels: 3 as const,
    background: 'red',
  };
  return sharp({ create: { ...create, noise: { type: 'gaussian', mean: 128, sigma: 30 } } })
    .gif()
    .toBuffer();
}

/** Reads a picture from memory, which the service itself never does. */
export function read(bytes: Buffer, options: SharpOptions = {}) {
  const operation = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map(
    (name) => `VipsForeignLoad${name}Buffer`,
  );
  sharp.unblock({ operation });
  return sharp(bytes, options);
}

function randomColour() {
  const [r = 0, g = 0, b = 0] = Buffer.from(randomUUID().slice(0, 6), 'hex');
  return { r, g, b };
}

let people = 0;

function user(name = `person ${++people}`): TestUser {
  const id = randomUUID();
  return { id, name, headers: { authorization: `Bearer ${token({ sub: id, name })}` } };
}

/** A signed token (RS256, RFC 7515), valid for a minute. */
function token(claims: { sub: string; name: string }): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: 'image-hub',
    aud: 'image-hub',
    plan: 'personal',
    role: 'user',
    iat: now,
    exp: now + 600,
  };
  const signed = `${encode({ alg: 'RS256', kid: 'test' })}.${encode({ ...payload, ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

async function startAuthStub() {
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
}
