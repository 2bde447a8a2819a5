import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { identity, type JsonWebKeySet, toPem } from '@imagehub/common';
import fp from 'fastify-plugin';
import { calculateJwkThumbprint, exportJWK } from 'jose';

declare module 'fastify' {
  interface FastifyInstance {
    /** Public keys that tokens now in use may be signed with (RFC 7517). */
    jwks: JsonWebKeySet;
  }
}

/**
 * Keys are files `<name>.pem` in KEYS_DIR. All are published; the last by name signs. Without one, a first is made.
 */
export default fp(
  async (app) => {
    const { KEYS_DIR } = app.environment;
    await mkdir(KEYS_DIR, { recursive: true, mode: 0o700 });
    if ((await keyFiles(KEYS_DIR)).length === 0) await createKey(path.join(KEYS_DIR, '0001.pem'));

    const keys = await Promise.all((await keyFiles(KEYS_DIR)).map(readKey));
    const newest = keys.at(-1);
    if (!newest) throw new Error(`KEYS_DIR ${KEYS_DIR} holds no key`);
    const jwks: JsonWebKeySet = { keys: keys.map(({ jwk }) => jwk) };
    app.decorate('jwks', jwks);

    const publicKeys = toPem(jwks);
    await app.register(identity, { keys: async (kid) => publicKeys.get(kid), signingKey: newest });
  },
  { name: 'keys' },
);

async function keyFiles(dir: string): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.pem')).sort();
  return names.map((name) => path.join(dir, name));
}

async function createKey(file: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(file, pem, { mode: 0o600, flag: 'wx' });
}

async function readKey(file: string) {
  const pem = await readFile(file, 'utf8');
  const jwk = await exportJWK(createPublicKey(parseKey(file, pem)));
  const kid = await calculateJwkThumbprint(jwk);
  return { pem, kid, jwk: { ...jwk, kid, alg: 'RS256', use: 'sig' } };
}

function parseKey(file: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Said below, without the key's text that the error might quote.
  }
  throw new Error(`${file} is not a private RSA key in PEM: remove it, or put a good one in its place`);
}
