import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** The OpenAPI document of the whole hub as JSON, with its strong entity tag. */
    apiDocument: { text: string; etag: string };
  }
}

const FILE = join(import.meta.dirname, '../../openapi.json');

/** The build makes the document from the routes of all services; here it is only handed on. */
export default fp(
  async (app) => {
    const text = await readFile(FILE, 'utf8');
    const hash = createHash('sha256').update(text).digest('base64url');
    app.decorate('apiDocument', { text, etag: `"${hash.slice(0, 27)}"` });
  },
  { name: 'api-document' },
);
