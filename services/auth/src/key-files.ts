import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import { type Static, Type } from 'typebox';
import Value from 'typebox/value';

/** The public half of a key (RFC 7517). */
export interface PublicJwk {
  kid: string;
  kty: 'RSA';
  alg: 'RS256';
  use: 'sig';
  n: string;
  e: string;
}

export interface KeyFile {
  /** Of its file, without `.pem`. */
  name: string;
  jwk: PublicJwk;
  /** SPKI. */
  publicPem: string;
  privateKey: KeyObject;
}

/** What `keyring.json` holds, by the names of files: which signs, and until when those before it are published. */
const KeyringState = Type.Object({
  signing: Type.String({ minLength: 1 }),
  retiring: Type.Record(Type.String(), Type.String({ format: 'date-time' })),
});

export type KeyringState = Static<typeof KeyringState>;

/** A folder of signing keys, for its owner alone. All files are written whole or not at all. */
export interface KeyFolder {
  /** In the order of their names. @throws Error when one is no private RSA key */
  readKeys(): Promise<KeyFile[]>;
  /** @param name that no file has yet */
  makeKey(name: string): Promise<KeyFile>;
  removeKey(name: string): Promise<void>;
  /** @throws Error when it is there and cannot be read, or holds something else */
  readState(): Promise<KeyringState | undefined>;
  writeState(state: KeyringState): Promise<void>;
}

/** Opens a folder of keys, and makes it when it is absent. */
export async function openKeyFolder(directory: string): Promise<KeyFolder> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const pemOf = (name: string) => path.join(directory, `${name}.pem`);
  const stateFile = path.join(directory, 'keyring.json');

  return {
    async readKeys() {
      const files = (await readdir(directory)).filter((file) => file.endsWith('.pem')).sort();
      const names = files.map((file) => path.basename(file, '.pem'));
      return Promise.all(names.map(async (name) => parseKey(name, pemOf(name), await readFile(pemOf(name)))));
    },
    async makeKey(name) {
      const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
      await writeWhole(pemOf(name), pem);
      return parseKey(name, pemOf(name), pem);
    },
    removeKey: (name) => rm(pemOf(name), { force: true }),
    async readState() {
      try {
        return parseState(await readFile(stateFile, 'utf8'));
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return undefined;
        // The parser would quote the text, over several lines.
        const reason = error instanceof SyntaxError ? 'it is not JSON' : message;
        throw new Error(
          `${stateFile} cannot be read (${reason}): put a good one in its place, or remove it, and the last key by name signs`,
        );
      }
    },
    writeState: (state) => writeWhole(stateFile, `${JSON.stringify(state, null, 2)}\n`),
  };
}

function parseState(text: string): KeyringState {
  const state: unknown = JSON.parse(text);
  if (!Value.Check(KeyringState, state)) {
    const [first] = Value.Errors(KeyringState, state);
    throw new Error(`${first?.instancePath || '/'} ${first?.message}`);
  }
  if (Object.hasOwn(state.retiring, state.signing)) {
    throw new Error(`/retiring must not have ${state.signing}, which signs`);
  }
  return state;
}

async function parseKey(name: string, file: string, pem: string | Buffer): Promise<KeyFile> {
  const privateKey = rsaKey(file, pem);
  const publicKey = createPublicKey(privateKey);
  const { n, e } = publicKey.export({ format: 'jwk' }) as { n: string; e: string };
  const kid = await calculateJwkThumbprint({ kty: 'RSA', n, e });
  return {
    name,
    jwk: { kid, kty: 'RSA', alg: 'RS256', use: 'sig', n, e },
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey,
  };
}

function rsaKey(file: string, pem: string | Buffer): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Said below, without the key's text that the error might quote.
  }
  throw new Error(`${file} is not a private RSA key in PEM: remove it, or put a good one in its place`);
}

async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
