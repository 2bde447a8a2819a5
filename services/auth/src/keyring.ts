import type { KeyObject } from 'node:crypto';
import { Mutex } from 'async-mutex';
import { type KeyFile, type KeyringState, openKeyFolder, type PublicJwk } from './key-files.js';

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

/** The keys that tokens are signed with, all of them published. They change while the service runs. */
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
   * Signs with a key in state `next` from now on. The one before stays published for the life of a token.
   *
   * @throws Error when there is no such key; one that signs already is no error.
   */
  promote(kid: string): Promise<Key>;
  /**
   * Publishes a key in state `next` no longer.
   *
   * @throws Error when there is no such key.
   */
  withdraw(kid: string): Promise<void>;
  /** Forgets the keys whose last token has expired. @returns their kids */
  retire(now?: Date): Promise<string[]>;
}

interface RingKey extends Key {
  file: KeyFile;
}

/**
 * Opens the keyring in a folder; makes the folder, and a first key, when there is none.
 *
 * Which key signs stands in `keyring.json`. So a key that is only published never signs by accident, whatever ends the
 * process. In a folder without it, the last key by name signs.
 *
 * @param lifetime of a token in ms, with what clocks may differ by: so long a key is published after it has signed.
 * @throws Error when a file is no private RSA key, or the one that is to sign is gone.
 */
export async function openKeyring(directory: string, lifetime: number): Promise<Keyring> {
  const folder = await openKeyFolder(directory);
  const found = await folder.readKeys();
  const files = found.length > 0 ? found : [await folder.makeKey('0001')];
  const known = await folder.readState();
  const state = known ?? initialState(files, lifetime);
  if (!known) await folder.writeState(state);
  if (!files.some(({ name }) => name === state.signing)) {
    throw new Error(
      `${directory}/keyring.json says that ${state.signing}.pem signs, but there is no such file: put it back, or remove keyring.json, and the last by name signs`,
    );
  }

  let ring = files.map((file) => ringKey(file, state));
  const oneAtATime = new Mutex();

  function nextKey(kid: string): RingKey {
    const key = ring.find((candidate) => candidate.kid === kid && candidate.state === 'next');
    if (!key) throw new Error(`no key ${kid} is next to sign`);
    return key;
  }

  async function save(keys: RingKey[]): Promise<void> {
    await folder.writeState(stateOf(keys));
    ring = keys;
  }

  async function publishNext() {
    const next = ring.find((key) => key.state === 'next');
    if (next) return { key: told(next), made: false };
    const file = await folder.makeKey(nameAfter(ring));
    const key = ringKey(file, stateOf(ring));
    ring = [...ring, key];
    return { key: told(key), made: true };
  }

  async function promote(kid: string): Promise<Key> {
    if (signing(ring).kid === kid) return told(signing(ring));
    const promoted: RingKey = { ...nextKey(kid), state: 'signing' };
    const retiresAt = new Date(Date.now() + lifetime);
    await save(
      ring.map((key) => {
        if (key.kid === kid) return promoted;
        return key.state === 'signing' ? { ...key, state: 'retiring', retiresAt } : key;
      }),
    );
    return told(promoted);
  }

  async function withdraw(kid: string): Promise<void> {
    await folder.removeKey(nextKey(kid).file.name);
    ring = ring.filter((key) => key.kid !== kid);
  }

  async function retire(now: Date): Promise<string[]> {
    const retired = ring.filter(({ retiresAt }) => retiresAt && retiresAt <= now);
    if (retired.length === 0) return [];
    // The files first: one that keyring.json no longer names would be taken for the next to sign.
    for (const { file } of retired) await folder.removeKey(file.name);
    await save(ring.filter((key) => !retired.includes(key)));
    return retired.map(({ kid }) => kid);
  }

  return {
    jwks: () => ({ keys: ring.map(({ file }) => file.jwk) }),
    publicKey: (kid) => ring.find((key) => key.kid === kid)?.file.publicPem,
    keys: () => ring.map(told),
    signingKey() {
      const { kid, file } = signing(ring);
      return { kid, privateKey: file.privateKey };
    },
    publishNext: () => oneAtATime.runExclusive(publishNext),
    promote: (kid) => oneAtATime.runExclusive(() => promote(kid)),
    withdraw: (kid) => oneAtATime.runExclusive(() => withdraw(kid)),
    retire: (now = new Date()) => oneAtATime.runExclusive(() => retire(now)),
  };
}

function ringKey(file: KeyFile, { signing, retiring }: KeyringState): RingKey {
  const { kid } = file.jwk;
  const publishedAt = new Date();
  const until = retiring[file.name];
  if (until) return { kid, file, publishedAt, state: 'retiring', retiresAt: new Date(until) };
  return { kid, file, publishedAt, state: signing === file.name ? 'signing' : 'next' };
}

/** Without what is nobody else's business. */
function told({ file: _file, ...key }: RingKey): Key {
  return key;
}

/** There always is one. */
function signing(keys: RingKey[]): RingKey {
  return keys.find(({ state }) => state === 'signing') as RingKey;
}

/** Of a folder that was filled by hand: any key but the last may have signed until now. */
function initialState(files: KeyFile[], lifetime: number): KeyringState {
  const names = files.map(({ name }) => name);
  const until = new Date(Date.now() + lifetime).toISOString();
  const retiring = Object.fromEntries(names.slice(0, -1).map((name) => [name, until]));
  return { signing: names.at(-1) as string, retiring };
}

function stateOf(keys: RingKey[]): KeyringState {
  const retiring = keys.flatMap(({ file, retiresAt }) =>
    retiresAt ? [[file.name, retiresAt.toISOString()]] : [],
  );
  return { signing: signing(keys).file.name, retiring: Object.fromEntries(retiring) };
}

/** One more than the highest number that a file has for its name. */
function nameAfter(keys: RingKey[]): string {
  const numbers = keys.map(({ file }) => Number.parseInt(file.name, 10)).filter(Number.isSafeInteger);
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0');
}
