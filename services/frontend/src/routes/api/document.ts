import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';

const ApiDocument = Type.Object(
  { openapi: Type.String({ pattern: '^3\\.1\\.', examples: ['3.1.0'] }) },
  { title: 'ApiDocument', description: 'An OpenAPI 3.1 document', additionalProperties: true },
);

const document: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'getApiDocument',
        summary: 'This document',
        description: 'All that the hub answers, in OpenAPI 3.1. `/docs` shows it to people.',
        tags: ['documents'],
        response: { 200: ApiDocument, 304: Type.Null({ description: 'It has not changed (If-None-Match)' }) },
      },
    },
    async (request, reply) => {
      const { text, etag } = app.apiDocument;
      reply.headers({ etag, 'cache-control': 'no-cache' });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send(null);
      // It is text already: neither the schema above nor a copy in memory is needed to write it.
      return reply
        .type('application/json; charset=utf-8')
        .serializer(String)
        .send(text as never);
    },
  );
};

export default document;
