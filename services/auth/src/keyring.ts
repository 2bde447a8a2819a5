import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Mutex } from 'async-mutex';
import { calculateJwkThumbprint } from 'jose';

/** A key of the ring. */
export interface Key {
  kid: string;
  /** `next` is published, but signs nothing yet; `retiring` signs nothing any more, but its tokens are still good. */
  state: 'next' | 'signing' | 'retiring';
  /** Since when this process has published it. */
  publishedAt: Date;
  /** When a retiring one goes. */
  retiresAt?: Date;
}

/** The public half of a key (RFC 7517). */
interface PublicJwk {
  kid: string;
  kty: 'RSA';
  alg: 'RS256';
  use: 'sig';
  n: string;
  e: string;
}

interface KeyInFile extends Key {
  /** Of its file, without `.pem`. */
  name: string;
  jwk: PublicJwk;
  publicPem: string;
  privateKey: KeyObject;
}

/** What the folder's `keyring.json` holds: which file signs, and when those that signed before it go. */
interface KeyringFile {
  signing: string;
  retiring: Record<string, string>;
}

/** The keys that tokens are signed with: files `<name>.pem` in one folder, all of them published. */
export interface Keyring {
  /** Public keys (RFC 7517). */
  jwks(): { keys: PublicJwk[] };
  /** The public key of a `kid` as SPKI in PEM. */
  publicKey(kid: string): string | undefined;
  keys(): Key[];
  signingKey(): { kid: string; privateKey: KeyObject };
  /** Publishes a key that is to sign later; the one that is published already, if there is one. */
  publishNext(): Promise<{ key: Key; made: boolean }>;
  /**
   * Signs with the next key from now on. The one before stays published.
   *
   * @param kid of a key in state `next`.
   * @param lifetime of tokens in ms, slack included: after that the key before is retired.
   */
  promote(kid: string, lifetime: number): Promise<Key>;
  /** Publishes a key in state `next` no longer. */
  withdraw(kid: string): Promise<void>;
  /** Forgets the keys whose last token has expired. @returns their kids */
  retire(now?: Date): Promise<string[]>;
}

/**
 * Opens the keyring in a folder; makes the folder, and a first key, when there is none.
 *
 * Which key signs stands in `keyring.json`, written whole or not at all. So a key that is only published never signs by
 * accident, whatever ends the process.
 *
 * @param lifetime of tokens in ms, slack included: how long keys of a folder without `keyring.json`, other than the last by
 * name, are still published.
 * @throws Error when a file is no private RSA key, or the one that is to sign is gone.
 */
export async function openKeyring(directory: string, lifetime: number): Promise<Keyring> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if ((await keyNames(directory)).length === 0) await makeKey(directory, '0001');
  const names = await keyNames(directory);
  const file = (await readState(directory)) ?? (await writeState(directory, initialState(names, lifetime)));
  let ring = await Promise.all(names.map((name) => readKey(directory, name, file)));
  if (!ring.some(({ state }) => state === 'signing')) {
    throw new Error(
      `${directory}/keyring.json says that ${file.signing}.pem signs, but there is no such file: put it back, or remove keyring.json, and the last by name signs`,
    );
  }
  const alone = new Mutex();

  const find = (kid: string, state: Key['state']): KeyInFile => {
    const key = ring.find((candidate) => candidate.kid === kid && candidate.state === state);
    if (!key) throw new Error(`no key ${kid} is ${state}`);
    return key;
  };
  const save = async (keys: KeyInFile[]) => {
    await writeState(directory, stateOf(keys));
    ring = keys;
  };

  return {
    jwks: () => ({ keys: ring.map(({ jwk }) => jwk) }),
    publicKey: (kid) => ring.find((key) => key.kid === kid)?.publicPem,
    keys: () => ring.map(describe),
    signingKey: () => ring.find(({ state }) => state === 'signing') as KeyInFile,
    publishNext: () =>
      alone.runExclusive(async () => {
        const next = ring.find(({ state }) => state === 'next');
        if (next) return { key: describe(next), made: false };
        const name = nameAfter(ring.map((key) => key.name));
        await makeKey(directory, name);
        const key = await readKey(directory, name, stateOf(ring));
        ring = [...ring, key];
        return { key: describe(key), made: true };
      }),
    promote: (kid, lifetime) =>
      alone.runExclusive(async () => {
        const promoted: KeyInFile = { ...find(kid, 'next'), state: 'signing' };
        const retiresAt = new Date(Date.now() + lifetime);
        await save(
          ring.map((key) => {
            if (key.kid === kid) return promoted;
            return key.state === 'signing' ? { ...key, state: 'retiring', retiresAt } : key;
          }),
        );
        return describe(promoted);
      }),
    withdraw: (kid) =>
      alone.runExclusive(async () => {
        const { name } = find(kid, 'next');
        await rm(pemOf(directory, name));
        ring = ring.filter((key) => key.kid !== kid);
      }),
    retire: (now = new Date()) =>
      alone.runExclusive(async () => {
        const retired = ring.filter(({ retiresAt }) => retiresAt && retiresAt <= now);
        if (retired.length === 0) return [];
        // The files first: one that keyring.json no longer names would be taken for the next to sign.
        for (const { name } of retired) await rm(pemOf(directory, name), { force: true });
        await save(ring.filter((key) => !retired.includes(key)));
        return retired.map(({ kid }) => kid);
      }),
  };
}

function describe({ kid, state, publishedAt, retiresAt }: Key): Key {
  return { kid, state, publishedAt, ...(retiresAt && { retiresAt }) };
}

async function keyNames(directory: string): Promise<string[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.pem'));
  return files.map((file) => path.basename(file, '.pem')).sort();
}

/** One more than the highest number, so that it is the last by name. */
function nameAfter(names: string[]): string {
  const numbers = names.map((name) => Number.parseInt(name, 10)).filter(Number.isSafeInteger);
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0');
}

async function makeKey(directory: string, name: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  await writeWhole(pemOf(directory, name), privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

async function readKey(directory: string, name: string, file: KeyringFile): Promise<KeyInFile> {
  const privateKey = parseKey(pemOf(directory, name), await readFile(pemOf(directory, name), 'utf8'));
  const publicKey = createPublicKey(privateKey);
  const { n, e } = publicKey.export({ format: 'jwk' }) as { n: string; e: string };
  const kid = await calculateJwkThumbprint({ kty: 'RSA', n, e });
  const until = file.retiring[name];
  return {
    name,
    kid,
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: { kid, kty: 'RSA', alg: 'RS256', use: 'sig', n, e },
    state: file.signing === name ? 'signing' : until ? 'retiring' : 'next',
    publishedAt: new Date(),
    ...(until && { retiresAt: new Date(until) }),
  };
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

/** Of a folder whose keys were put there by hand: any but the last may have signed until now. */
function initialState(names: string[], lifetime: number): KeyringFile {
  const until = new Date(Date.now() + lifetime).toISOString();
  const retiring = Object.fromEntries(names.slice(0, -1).map((name) => [name, until]));
  return { signing: names.at(-1) as string, retiring };
}

function stateOf(keys: KeyInFile[]): KeyringFile {
  const signing = keys.find(({ state }) => state === 'signing') as KeyInFile;
  const retiring = keys.flatMap(({ name, retiresAt }) =>
    retiresAt ? [[name, retiresAt.toISOString()]] : [],
  );
  return { signing: signing.name, retiring: Object.fromEntries(retiring) };
}

async function readState(directory: string): Promise<KeyringFile | undefined> {
  try {
    return JSON.parse(await readFile(path.join(directory, 'keyring.json'), 'utf8')) as KeyringFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${directory}/keyring.json cannot be read: remove it, and the last key by name signs`);
  }
}

async function writeState(directory: string, state: KeyringFile): Promise<KeyringFile> {
  await writeWhole(path.join(directory, 'keyring.json'), `${JSON.stringify(state, null, 2)}\n`);
  return state;
}

async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function pemOf(directory: string, name: string): string {
  return path.join(directory, `${name}.pem`);
}
