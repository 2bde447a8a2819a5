import { AUDIENCE, type Claims, ISSUER, identity, type User } from '@imagehub/common';
import fp from 'fastify-plugin';
import { SignJWT } from 'jose';
import { type Keyring, openKeyring } from '../keyring.js';
import { TOKEN_LIFETIME } from '../session.js';

declare module 'fastify' {
  interface FastifyInstance {
    keyring: Keyring;
    /**
     * An access token for a user.
     *
     * @param lifetime in seconds.
     */
    signToken: (user: User, lifetime: number) => Promise<string>;
  }
}

/** Envoy takes a token for a minute after its expiry (its clock skew); as much again is for clocks that differ. */
const SLACK = 120;

/** Milliseconds after its last token was signed at which nobody takes tokens of a key any more. */
const KEY_LIFETIME = (TOKEN_LIFETIME + SLACK) * 1000;

/** The keys that tokens are signed with and verified by. They can change while the service runs. */
export default fp(
  async (app) => {
    const keyring = await openKeyring(app.environment.KEYS_DIR, KEY_LIFETIME);
    app.decorate('keyring', keyring);
    app.decorate('signToken', async ({ id, name, plan, role }: User, lifetime: number) => {
      const { kid, privateKey } = keyring.signingKey();
      const claims: Omit<Claims, 'sub'> = { name, plan, role };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .setSubject(id)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${lifetime} s`)
        .sign(privateKey);
    });
    await app.register(identity, { keys: async (kid) => keyring.publicKey(kid) });
  },
  { name: 'keys' },
);
