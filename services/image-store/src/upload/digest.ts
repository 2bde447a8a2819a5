import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '@imagehub/common';

/** The SHA-256 in a dictionary of digests (RFC 9530, 2 and 3; RFC 9651, 3.3.5). */
const SHA_256 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]+={0,2}):/;

/**
 * Checks that bytes arrived as they were sent, for a client that says what they are: most formats have no checksums, so
 * a bit that turned over on its way shows in no other way.
 *
 * @param hash SHA-256 of what arrived, in hex.
 * @throws Problem 422 when it is not what Content-Digest or Repr-Digest says.
 */
export function checkDigest(headers: IncomingHttpHeaders, hash: string): void {
  for (const name of ['content-digest', 'repr-digest']) {
    const digest = SHA_256.exec(String(headers[name] ?? ''))?.[1];
    if (digest === undefined || Buffer.from(digest, 'base64').toString('hex') === hash) continue;
    const message = 'is not what arrived: send the picture again';
    throw new Problem(422, `headers.${name} ${message}`, {
      kind: 'damaged-in-transit',
      errors: [{ field: `headers.${name}`, message }],
    });
  }
}
