import swagger from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import fp from 'fastify-plugin';
import type { ServiceDescription } from '../service.js';
import { type OpenApiDocument, shareNamedSchemas } from './document.js';
import { makePortable } from './portable.js';
import { impliedProblems } from './problem-example.js';
import { describeProblems, PROBLEMS } from './problem-responses.js';

type OpenApiOptions = Pick<ServiceDescription, 'name' | 'title' | 'tags' | 'securitySchemes'>;

export type SecurityScheme =
  | { type: 'http'; scheme: 'bearer'; bearerFormat: string; description: string }
  | { type: 'apiKey'; in: 'cookie' | 'header'; name: string; description: string };

const TOKEN: SecurityScheme = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The token that sign-up, log-in and refresh answer; good for 15 minutes',
};

/** The service's OpenAPI 3.1 document, made from its routes' schemas, at `/api/<service>/openapi.json`. */
export const openapi = fp<OpenApiOptions>(
  async (app, { name, title, tags = {}, securitySchemes }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title, version: '1.0.0' },
        servers: [{ url: '/', description: 'The edge of this hub' }],
        tags: Object.entries(tags).map(([tag, description]) => ({ name: tag, description })),
        components: { securitySchemes: { token: TOKEN, ...securitySchemes } },
      },
      // A folder's own route answers with and without a slash at the end; clients should know one address.
      transform: ({ schema = {}, url }) => ({
        schema: withProblems(schema),
        url: url.replace(/(?<=.)\/$/, ''),
      }),
      transformObject: (result) => {
        const { openapiObject } = result as unknown as { openapiObject: OpenApiDocument };
        return makePortable(shareNamedSchemas(describeProblems(openapiObject))) as object;
      },
      // Problem is the one schema that is added by its id.
      refResolver: { buildLocalReference: ({ $id }) => String($id) },
    });
    app.get(`/api/${name}/openapi.json`, { schema: { hide: true } }, async () => app.swagger());
  },
  { name: 'openapi' },
);

function withProblems(schema: FastifySchema): FastifySchema & Record<typeof PROBLEMS, unknown> {
  return { ...schema, [PROBLEMS]: [...(schema.problems ?? []), ...impliedProblems(schema)] };
}
