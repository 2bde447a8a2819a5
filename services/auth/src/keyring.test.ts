import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Key, openKeyring } from './keyring.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'imagehub-keyring-'));
});
afterEach(() => rm(directory, { recursive: true }));

const LIFETIME = 60_000;
const open = () => openKeyring(directory, LIFETIME);
const states = (keys: Key[]) => keys.map(({ state }) => state);
const pems = async () => (await readdir(directory)).filter((file) => file.endsWith('.pem'));
const pem = (type: 'rsa' | 'ec') => {
  const { privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
};

it('begins with one key, for its owner alone', async () => {
  const ring = await open();
  expect(states(ring.keys())).toEqual(['signing']);
  expect(ring.signingKey().kid).toBe(ring.keys()[0]?.kid);
  const { mode } = await stat(path.join(directory, '0001.pem'));
  expect(mode & 0o077).toBe(0);
});

describe('a rotation', () => {
  it('publishes the next key first, then signs with it, then forgets the old one', async () => {
    const ring = await open();
    const { kid: old } = ring.signingKey();
    const { key: next, made } = await ring.publishNext();
    expect(made).toBe(true);
    expect(states(ring.keys())).toEqual(['signing', 'next']);
    expect(ring.signingKey().kid).toBe(old);
    expect(ring.jwks().keys.map(({ kid }) => kid)).toEqual([old, next.kid]);

    await Promise.all([ring.promote(next.kid), ring.promote(next.kid)]);
    expect(states(ring.keys())).toEqual(['retiring', 'signing']);
    expect(ring.signingKey().kid).toBe(next.kid);
    expect(ring.publicKey(old)).toMatch('BEGIN PUBLIC KEY');

    expect(await ring.retire()).toEqual([]);
    expect(await ring.retire(new Date(Date.now() + LIFETIME))).toEqual([old]);
    expect(ring.jwks().keys.map(({ kid }) => kid)).toEqual([next.kid]);
    expect(ring.publicKey(old)).toBeUndefined();
    expect(await pems()).toEqual(['0002.pem']);
  });

  it('is found again by a restart, wherever it stands', async () => {
    const first = await open();
    const { key: next } = await first.publishNext();
    const again = await open();
    expect(states(again.keys())).toEqual(['signing', 'next']);
    await again.promote(next.kid);
    const later = await open();
    expect(states(later.keys())).toEqual(['retiring', 'signing']);
    expect(later.keys()[0]?.retiresAt).toEqual(again.keys()[0]?.retiresAt);
  });

  it('makes one next key, however often it is asked for, and takes it back unused', async () => {
    const ring = await open();
    const made = await Promise.all([ring.publishNext(), ring.publishNext()]);
    expect(new Set(made.map(({ key }) => key.kid)).size).toBe(1);
    await ring.withdraw(made[0].key.kid);
    expect(states(ring.keys())).toEqual(['signing']);
    expect(await pems()).toEqual(['0001.pem']);
    await expect(ring.promote(made[0].key.kid)).rejects.toThrow('is next to sign');
  });
});

describe('a folder filled by hand', () => {
  it('signs with the last by name, and publishes the others for the life of a token', async () => {
    await writeFile(path.join(directory, 'a.pem'), pem('rsa'));
    await writeFile(path.join(directory, 'b.pem'), pem('rsa'));
    const ring = await open();
    expect(states(ring.keys())).toEqual(['retiring', 'signing']);
    expect(await ring.retire(new Date(Date.now() + LIFETIME))).toHaveLength(1);
    expect((await ring.publishNext()).made).toBe(true);
    expect(await pems()).toEqual(['0001.pem', 'b.pem']);
  });

  it('never signs with a key that comes later without being asked to', async () => {
    const { kid } = (await open()).signingKey();
    await writeFile(path.join(directory, '0002.pem'), pem('rsa'));
    const ring = await open();
    expect(states(ring.keys())).toEqual(['signing', 'next']);
    expect(ring.signingKey().kid).toBe(kid);
    expect((await ring.publishNext()).made).toBe(false);
  });

  it.each([
    ['a public key or nonsense', 'nonsense'],
    ['a key that is no RSA key', pem('ec')],
  ])('is refused with %s, without quoting it', async (_what, text) => {
    await writeFile(path.join(directory, '0001.pem'), text);
    await expect(open()).rejects.toThrow(/0001\.pem is not a private RSA key in PEM/);
    await expect(open()).rejects.not.toThrow(/nonsense|BEGIN/);
  });

  it('is refused when the key that signs is gone, or nobody can tell which it is', async () => {
    const ring = await open();
    await ring.publishNext();
    await rm(path.join(directory, '0001.pem'));
    await expect(open()).rejects.toThrow('says that 0001.pem signs, but there is no such file');
    await writeFile(path.join(directory, 'keyring.json'), '{');
    await expect(open()).rejects.toThrow('keyring.json cannot be read');
  });

  it.each([
    ['null', '/'],
    ['{"retiring":{}}', 'signing'],
    ['{"signing":1,"retiring":{}}', '/signing'],
    ['{"signing":"0001"}', 'retiring'],
    ['{"signing":"0001","retiring":{"0000":"soon"}}', '/retiring/0000'],
    ['{"signing":"0001","retiring":{"0000":"2026-02-31T00:00:00.000Z"}}', '/retiring/0000'],
    ['{"signing":"0001","retiring":{"0001":"2026-01-01T00:00:00.000Z"}}', '/retiring'],
    ['{\n  -----BEGIN', 'it is not JSON'],
  ])(
    'is refused with %s in keyring.json, in a line that names file, member and what to do',
    async (text, member) => {
      await open();
      await writeFile(path.join(directory, 'keyring.json'), text);
      const { message } = await open().then(
        () => new Error('opened'),
        (error: Error) => error,
      );
      expect(message).toMatch(/^\S+keyring\.json cannot be read \(.*\): .*or remove it.*signs$/);
      expect(message).toContain(member);
    },
  );

  it('holds the name of the key that signs, for people to read', async () => {
    await open();
    const text = await readFile(path.join(directory, 'keyring.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ signing: '0001', retiring: {} });
  });
});
