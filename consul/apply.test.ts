import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** Keeps what is written as files, and refuses what it is told to. */
const fakeConsul = `#!/bin/sh
case "$1 $2" in
  "kv get") [ -e "$STORE/kv" ] && cat "$STORE/kv" || { echo "Error! No key exists at: $3" >&2; exit 1; } ;;
  "kv put") cat "\${4#@}" >"$STORE/kv" ;;
  "config write") cp "$3" "$STORE/entries/$(grep -E '^(Kind|Name) ' "$3" | sed 's/.*"\\(.*\\)"/\\1/' | tr '\\n' '.')hcl" ;;
esac
`;

let folder: string;
let environment: Record<string, string | undefined>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imagehub-apply-'));
  mkdirSync(join(folder, 'entries'));
  const consul = join(folder, 'consul');
  writeFileSync(consul, fakeConsul);
  chmodSync(consul, 0o755);
  environment = {
    PATH: process.env.PATH,
    STORE: folder,
    CONSUL_BIN: consul,
    CONSUL_HTTP_ADDR: 'http://127.0.0.1:1',
    TRUST_DOMAIN: '1234.consul',
    JWKS_BASE64: 'e30=',
    // Any files that are there.
    PLAN_LIMITER_WASM: consul,
    CLASS_OF_SERVICE_WASM: consul,
    EXPERIMENTS_WASM: consul,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

function apply(...entries: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const args = [join(import.meta.dirname, 'apply.sh'), ...entries];
    execFile('sh', args, { env: environment }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

function written(): string[] {
  const names = readdirSync(join(folder, 'entries'));
  for (const name of names) rmSync(join(folder, 'entries', name));
  return names;
}

test('all entries are written once, and then only those whose file has changed', async () => {
  const { stdout } = await apply();
  const entries = written();
  expect(stdout).toBe(`config entries: ${entries.length} written, 0 unchanged\n`);
  expect(entries).toContain('service-intentions.quota.hcl');

  await apply();
  expect(written()).toEqual([]);

  environment.JWKS_BASE64 = 'e30K';
  await apply();
  expect(written()).toEqual(['jwt-provider.imagehub.hcl']);
});

test('entries that are named are applied alone, and the others stay known', async () => {
  await apply();
  written();
  environment.JWKS_BASE64 = 'e30K';
  delete environment.PLAN_LIMITER_WASM;
  expect((await apply('jwt-provider/imagehub', 'mesh/mesh')).stdout).toBe(
    'config entries: 1 written, 1 unchanged\n',
  );
  expect(written()).toEqual(['jwt-provider.imagehub.hcl']);

  environment.PLAN_LIMITER_WASM = environment.CONSUL_BIN;
  await apply();
  expect(written()).toEqual([]);
});

test('an entry that does not exist is refused', async () => {
  const { code, stderr } = await apply('jwt-provider/imagehop');
  expect(code).toBe(1);
  expect(stderr).toBe('apply.sh: no such config entry: jwt-provider/imagehop\n');
});

test("the mesh's name is asked of Consul where the environment does not say it", async () => {
  delete environment.TRUST_DOMAIN;
  const roots = '{"ActiveRootID":"1","TrustDomain":"5678.consul","Roots":[{"Name":"root"}]}';
  const server = createServer((request, answer) => {
    answer.end(request.url === '/v1/connect/ca/roots' ? roots : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  environment.CONSUL_HTTP_ADDR = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await apply('service-defaults/image-store');
  } finally {
    server.close();
  }
  const entry = readFileSync(join(folder, 'entries/service-defaults.image-store.hcl'), 'utf8');
  expect(entry).toContain('quota.default.dc1.internal.5678.consul');
});

test('who needs a variable that is not set is named', async () => {
  delete environment.TRUST_DOMAIN;
  const { code, stderr } = await apply();
  expect(code).toBe(1);
  expect(stderr).toMatch(/service-defaults\/image-store\.hcl line \d+: TRUST_DOMAIN is not set/);
});
