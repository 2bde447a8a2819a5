import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';

export interface OpenApiOptions {
  service: string;
  title: string;
  version: string;
}

/** The service's OpenAPI 3.1 document, made from its routes' schemas, at `/api/<service>/openapi.json`. */
export const openapi = fp<OpenApiOptions>(
  async (app, { service, title, version }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title, version },
        servers: [{ url: '/' }],
        components: {
          securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
        },
      },
      // A folder's own route answers with and without a slash at the end; clients should know one address.
      transform: ({ schema, url }) => ({ schema, url: url.replace(/(?<=.)\/$/, '') }),
      refResolver: {
        buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? json.title ?? `def-${i}`),
      },
    });
    app.get(`/api/${service}/openapi.json`, { schema: { hide: true } }, async () => app.swagger());
  },
  { name: 'openapi' },
);
