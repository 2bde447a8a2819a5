import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import type { Environment } from './environment.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The program of a server that speaks S3; empty where there is none to be had. */
    s3Server: string;
  }
}

export interface TestS3 {
  /** What makes the service use it. */
  environment: Pick<
    Environment,
    'S3_BUCKET' | 'S3_ENDPOINT' | 'S3_REGION' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY'
  >;
  /** Where objects are files, under their keys. */
  folder: string;
  stop: () => Promise<void>;
  start: () => Promise<void>;
  close: () => Promise<void>;
}

/** A real server that speaks S3, on a folder of its own. */
export async function startS3(program: string): Promise<TestS3> {
  const root = await mkdtemp(path.join(tmpdir(), 'imagehub-s3-'));
  const [data, metadata] = [path.join(root, 'data'), path.join(root, 'metadata')];
  const bucket = 'pictures';
  await mkdir(path.join(data, bucket), { recursive: true });
  // Not every file system keeps the extended attributes that it would use otherwise.
  await mkdir(metadata);
  const port = await freePort();
  const [accessKeyId, secretAccessKey] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const options = ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', '--sidecar', metadata, data];
    server = spawn(program, options, {
      stdio: 'ignore',
      env: { ...process.env, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
    });
    await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`), { timeout: 10_000 });
  }

  async function stop(): Promise<void> {
    if (!server || server.exitCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
    server = undefined;
  }

  await start();
  return {
    environment: {
      S3_BUCKET: bucket,
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_REGION: 'us-east-1',
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
    folder: path.join(data, bucket),
    start,
    stop,
    close: async () => {
      await stop();
      await rm(root, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
