import { Type } from '@fastify/type-provider-typebox';

export const Name = Type.String({
  minLength: 3,
  maxLength: 40,
  pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._-]*[\\p{L}\\p{M}\\p{N}]$',
  description: 'Letters, digits, and inside also space, dot, dash and underscore',
  examples: ['mary'],
});

/** At least eight characters, no rules of composition (NIST SP 800-63B, 3.1.1.2). */
export const NewPassword = Type.String({ minLength: 8, maxLength: 256, examples: ['correct horse battery'] });

/** A password that is to be compared: rules for new ones may have been others when it was chosen. */
export const AnyPassword = Type.String({ maxLength: 256, examples: ['correct horse battery'] });
