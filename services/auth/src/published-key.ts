import { type Static, Type } from '@fastify/type-provider-typebox';
import type { Key } from './keyring.js';

/**
 * Seconds for which a key is published before it signs. Who keeps the set may keep it for as long, and services that meet
 * an unknown key fetch the set again at most every two seconds.
 */
export const PUBLISHED_AHEAD = 5;

export const Kid = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_-]+$',
  description: 'Id of a key: its thumbprint (RFC 7638)',
  examples: ['NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'],
});

export const PublishedKey = Type.Object(
  {
    kid: Kid,
    state: Type.Enum(['next', 'signing', 'retiring'], {
      type: 'string',
      description:
        'next: published, and signs nothing yet; retiring: signs nothing any more, and its tokens are still good',
      examples: ['signing'],
    }),
    retiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When a retiring key is published no longer',
      examples: [null],
    }),
  },
  { title: 'PublishedKey', additionalProperties: false },
);

/** A key as clients see it. */
export function published({ kid, state, retiresAt }: Key): Static<typeof PublishedKey> {
  return { kid, state, retiresAt: retiresAt?.toISOString() ?? null };
}
