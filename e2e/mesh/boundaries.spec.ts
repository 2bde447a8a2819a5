import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { signUp } from '../support/accounts.js';
import { meshIdentity } from '../support/consul.js';
import { expect, test } from '../support/fixtures.js';
import { call, callRaw, parseProblem } from '../support/http.js';
import { portOf, readHub } from '../support/hub.js';
import { pullPath } from '../support/images.js';
import { selfSigned, talkTls } from '../support/tls.js';

const sidecars = () => Object.entries(readHub().ports).filter(([name]) => name.endsWith('-sidecar'));
const apps = ['auth', 'image-store-v1', 'image-store-v2', 'image-store-performance'];

test.describe("a sidecar's public port refuses", () => {
  test('TLS without a certificate', async ({ picture }) => {
    for (const [name, port] of sidecars()) {
      const { received, error } = await talkTls(port, pullPath(picture), {});
      expect(received, name).toBe('');
      expect(error?.message, name).not.toMatch(/no answer|ECONNREFUSED/);
    }
  });

  test('TLS with a certificate of another authority', async ({ picture }) => {
    const identity = await selfSigned('edge');
    test.skip(identity === undefined, 'no openssl to make a certificate with');
    const { received, error } = await talkTls(portOf('image-store-v1-sidecar'), pullPath(picture), {
      ...identity,
    });
    expect(received).toBe('');
    expect(error?.message).not.toMatch(/no answer|ECONNREFUSED/);
  });

  test('plain HTTP, with a valid token too', async ({ picture }) => {
    const { token } = await signUp('team');
    for (const [name, port] of sidecars()) {
      const answer = callRaw(pullPath(picture), { url: `http://127.0.0.1:${port}`, token });
      await expect(answer, name).rejects.toThrow(/socket hang up|ECONNRESET|Parse Error/);
    }
  });

  test('a service of the mesh that no intention lets in', async ({ picture, owner }) => {
    const { cert, key, trustDomain } = await meshIdentity('stranger');
    const client = { cert, key, servername: `image-store.default.dc1.internal.${trustDomain}` };
    const { received } = await talkTls(portOf('image-store-v1-sidecar'), pullPath(picture), client, owner);
    expect(received).toMatch(/^HTTP\/1\.1 403/);
  });
});

/** Speaks to sidecars as a service of the mesh. @returns sends a request, and answers the status */
async function speakAs(caller: string) {
  const { cert, key, trustDomain } = await meshIdentity(caller);
  return async (service: string, path: string, request: { method?: string; token?: string } = {}) => {
    const client = { cert, key, servername: `${service}.default.dc1.internal.${trustDomain}` };
    const sidecar = service === 'image-store' ? 'image-store-v1-sidecar' : `${service}-sidecar`;
    const { received } = await talkTls(portOf(sidecar), path, client, request);
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]);
  };
}

test('only image-store may ask the ledger, and only for leases', async () => {
  const post = { method: 'POST' };
  const others = ['edge', 'auth', 'frontend', 'stranger'];
  const [imageStore, ...strangers] = await Promise.all([speakAs('image-store'), ...others.map(speakAs)]);
  expect(await imageStore('quota', '/v1/leases', post), 'an empty call gets in').toBe(400);
  for (const [index, stranger] of strangers.entries()) {
    expect(await stranger('quota', '/v1/leases', post), others[index]).toBe(403);
  }
  for (const path of ['/v1/leases/', '/v1', '/metrics', '/readyz', '/healthz', '/api/quota/openapi.json']) {
    expect(await imageStore('quota', path, post), path).toBe(403);
    expect(await imageStore('quota', path), path).toBe(403);
  }
  expect(await imageStore('quota', '/v1/leases')).toBe(403);
});

test('auth may delete the pictures of a user, with a token of that user, and nothing else', async ({
  picture,
}) => {
  const { token } = await signUp('personal');
  const remove = { method: 'DELETE' };
  const auth = await speakAs('auth');
  expect(await auth('image-store', '/api/images', { ...remove, token })).toBe(204);
  expect(await auth('image-store', '/api/images', remove)).toBe(403);
  expect(await auth('image-store', `/api/images/${picture.id}`, { ...remove, token })).toBe(403);
  expect(await auth('image-store', '/api/images', { token })).toBe(403);
  expect(await auth('image-store', pullPath(picture), { token })).toBe(403);
});

test('the ledger is not behind the edge', async () => {
  for (const path of ['/v1/leases', '/api/quota/openapi.json', '/quota/v1/leases']) {
    expect((await call(path, { json: { leases: [] } })).status, path).toBe(404);
  }
});

test('the edge is let in by that same port: what refuses is the certificate, not the port', async ({
  picture,
  owner,
}) => {
  const { cert, key, trustDomain } = await meshIdentity('edge');
  const client = { cert, key, servername: `image-store.default.dc1.internal.${trustDomain}` };
  const port = portOf('image-store-v1-sidecar');
  expect((await talkTls(port, pullPath(picture), client, owner)).received).toMatch(/^HTTP\/1\.1 200/);
  expect((await talkTls(port, '/metrics', client)).received).toMatch(/^HTTP\/1\.1 403/);
});

test("an app's own port believes no header: without a valid token there is no user", async ({ picture }) => {
  const claims = Buffer.from(JSON.stringify({ sub: picture.owner.id, plan: 'enterprise', role: 'admin' }));
  const headers = {
    'x-jwt-payload': claims.toString('base64url'),
    'jwt-payload-imagehub': claims.toString('base64url'),
    'x-user-id': picture.owner.id,
    'x-imagehub-user': picture.owner.id,
    'x-imagehub-plan': 'enterprise',
    'x-forwarded-client-cert': 'URI=spiffe://x/ns/default/dc/dc1/svc/edge',
  };
  for (const app of apps) {
    const url = `http://127.0.0.1:${portOf(app)}`;
    const guarded =
      app === 'auth'
        ? [['GET', '/api/auth/me'] as const]
        : ([
            ['GET', pullPath(picture)],
            ['DELETE', `/api/images/${picture.id}`],
            ['POST', '/api/images'],
          ] as const);
    for (const [method, path] of guarded) {
      const { status, headers: answered, body } = await callRaw(path, { method, url, headers });
      expect(status, `${app}: ${method} ${path}`).toBe(401);
      parseProblem(status, answered['content-type'], body);
    }
  }
});

test('nothing of the hub listens on any other address than loopback', async () => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  test.skip(addresses.length === 0, 'this machine has no other address');
  for (const address of addresses) {
    for (const [name, port] of Object.entries(readHub().ports)) {
      expect(await accepts(address, port), `${name} on ${address}:${port}`).toBe(false);
    }
  }
});

test("Envoy's admin pages are on loopback, and not behind the edge", async () => {
  const admin = await callRaw('/server_info', { url: `http://127.0.0.1:${portOf('edge-admin')}` });
  expect(admin.status).toBe(200);
  for (const path of ['/server_info', '/config_dump', '/stats', '/quitquitquit']) {
    const { body } = await callRaw(path);
    expect(body, path).not.toMatch(/hot_restart_version|envoy\.admin|cluster_manager/);
  }
});

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
