import type { FastifyInstance } from 'fastify';
import { ImageFields } from './fields.js';

/**
 * Validates fields that were sent as text, once they are parsed, by the same rules as a JSON body.
 *
 * @param part of the request that they come from, as problems name it.
 * @returns a function that throws an error as that of Fastify's own validation, which names the fields at fault.
 */
export function fieldsValidator(app: FastifyInstance, part: 'body' | 'querystring') {
  const isValid = app.validatorCompiler?.({
    schema: ImageFields,
    method: 'POST',
    url: '/',
    httpPart: 'body',
  });
  return (fields: Record<string, unknown>): ImageFields => {
    if (isValid?.(fields) === true) return fields as ImageFields;
    throw Object.assign(new Error('the fields are refused'), {
      validation: isValid?.errors,
      validationContext: part,
    });
  };
}
