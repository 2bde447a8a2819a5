import type { OpenApiDocument } from './document.js';

interface Parameter {
  in: string;
  required?: boolean;
  schema?: { default?: unknown };
}

/**
 * Says of a document what @fastify/swagger leaves out: a parameter with a default may be absent, and patterns must be read
 * by programs whose regular expressions know no Unicode categories.
 */
export function makePortable(document: OpenApiDocument): OpenApiDocument {
  const text = JSON.stringify(document, (key, value: unknown) => {
    if (key === 'pattern' && typeof value === 'string') return portable(value);
    return key === 'parameters' && Array.isArray(value) ? value.map(optionalByDefault) : value;
  });
  return JSON.parse(text) as OpenApiDocument;
}

const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f';

/** `\p{Cc}` is the one category that patterns of bodies and queries are about; inside of brackets it needs none. */
function portable(pattern: string): string {
  return pattern
    .replaceAll('\\P{Cc}', `[^${CONTROL}]`)
    .replaceAll(/(\[[^\]]*)\\p\{Cc\}/g, `$1${CONTROL}`)
    .replaceAll('\\p{Cc}', `[${CONTROL}]`);
}

function optionalByDefault(parameter: Parameter): Parameter {
  if (parameter.schema?.default === undefined || parameter.in === 'path') return parameter;
  return { ...parameter, required: false };
}
