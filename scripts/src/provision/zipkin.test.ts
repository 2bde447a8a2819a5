import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findZipkin, zipkin } from './zipkin.js';

const { signal } = new AbortController();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imagehub-zipkin-'));
  vi.stubEnv('IMAGEHUB_CACHE', join(folder, 'cache'));
  vi.stubEnv('PATH', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function java(version: string): Promise<void> {
  const file = join(folder, 'java');
  await writeFile(file, `#!/bin/sh\necho 'openjdk version "${version}" 2025-04-15' >&2\n`);
  await chmod(file, 0o755);
}

test('is not to be had without Java 17', async () => {
  await expect(zipkin(() => {}, signal)).rejects.toThrow('it needs Java 17 or newer on PATH');
  await java('1.8.0_402');
  await expect(zipkin(() => {}, signal)).rejects.toThrow('it needs Java 17 or newer on PATH');
});

test('is taken from the cache', async () => {
  await java('21.0.2');
  expect(await findZipkin()).toBeUndefined();
  const cache = join(folder, 'cache/zipkin-3.5.1');
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, 'zipkin-server-3.5.1-exec.jar'), '');
  const found = { java: join(folder, 'java'), jar: join(cache, 'zipkin-server-3.5.1-exec.jar') };
  expect(await findZipkin()).toEqual(found);
  expect(await zipkin(() => {}, signal)).toEqual(found);
});
