import { Ajv, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

const options: Options = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: false,
  strict: false,
  verbose: true,
};

/**
 * Validates each part of a request as strictly as its notation allows: JSON bodies carry types, so nothing is
 * converted there; path and query are text, so numbers and booleans are read from it. Unknown fields are refused
 * wherever a schema says `additionalProperties: false`.
 */
export function validatorCompiler(): FastifySchemaCompiler<object> {
  const strict = addFormats.default(new Ajv(options));
  const coercing = addFormats.default(new Ajv({ ...options, coerceTypes: 'array' }));
  return ({ schema, httpPart }) => (httpPart === 'body' ? strict : coercing).compile(schema);
}
