import { createSign, generateKeyPairSync } from 'node:crypto';
import type { Json } from '../json.js';

const ISSUER = 'image-hub';
const LIFETIME_S = 3600;

/** Issues RS256 tokens as the hub's auth service does, and some that nobody should believe. */
export class Issuer {
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });

  /** The public key, as jwt_authn wants it. */
  get jwk(): object {
    return { ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'proof', alg: 'RS256', use: 'sig' };
  }

  /** The claims with those that every token carries. */
  complete(claims: { [claim: string]: Json }): { [claim: string]: Json } {
    return { iss: ISSUER, aud: ISSUER, exp: Math.floor(Date.now() / 1000) + LIFETIME_S, ...claims };
  }

  /** Signs claims as they are. */
  sign(claims: { [claim: string]: Json }, by: 'us' | 'foreign' = 'us'): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', kid: 'proof' })}.${part(claims)}`;
    const { privateKey } = by === 'us' ? this.#keys : this.#foreign;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  }
}
