import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { call } from './http.js';
import { inHome } from './hub.js';

interface Jwks {
  keys: { kid: string; kty: string; n: string; e: string }[];
}

export async function publishedKeys(): Promise<Jwks> {
  const response = await call('/api/auth/.well-known/jwks.json');
  return (await response.json()) as Jwks;
}

/** The same claims with `alg: none` and no signature. */
export function unsigned(token: string): string {
  return `${encode({ alg: 'none', typ: 'JWT' })}.${payloadOf(token)}.`;
}

/** The same claims, "signed" by HMAC with the public key as the secret: what a careless verifier takes. */
export async function signedWithPublicKey(token: string): Promise<string> {
  const { kid } = decodeProtectedHeader(token);
  const key = (await publishedKeys()).keys.find((candidate) => candidate.kid === kid);
  const pem = createPublicKey({ key: { ...key }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const input = `${encode({ alg: 'HS256', typ: 'JWT', kid })}.${payloadOf(token)}`;
  return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
}

/** The same claims, signed by a key of ours under the hub's key id. */
export function signedWithForeignKey(token: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return sign(decodeJwt(token), privateKey, String(decodeProtectedHeader(token).kid));
}

/** The hub's signature under other claims. */
export function tampered(token: string, claims: JWTPayload): string {
  const [header, , signature] = token.split('.');
  return `${header}.${encode({ ...decodeJwt(token), ...claims })}.${signature}`;
}

/** Other claims, signed by the hub's own key, which only its machine has. */
export async function signedByTheHub(token: string, claims: JWTPayload): Promise<string> {
  const kid = String(decodeProtectedHeader(token).kid);
  return sign({ ...decodeJwt(token), ...claims }, await privateKeyOf(kid), kid);
}

async function privateKeyOf(kid: string): Promise<KeyObject> {
  const folder = inHome('data/keys');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.pem'))) {
    const key = createPrivateKey(readFileSync(`${folder}/${file}`));
    if ((await calculateJwkThumbprint(createPublicKey(key).export({ format: 'jwk' }) as JWK)) === kid)
      return key;
  }
  throw new Error(`${folder} holds no key ${kid}`);
}

function sign(payload: JWTPayload, key: KeyObject, kid: string): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(key);
}

function payloadOf(token: string): string {
  return token.split('.')[1] ?? '';
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
