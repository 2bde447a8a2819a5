import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Type } from '@fastify/type-provider-typebox';
import Fastify, { type FastifySchema } from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { User } from '../identity.js';
import { problems } from '../problems.js';
import { describeService } from '../service.js';
import type { OpenApiDocument, Operation } from './document.js';
import { openapi } from './plugin.js';
import { QUOTA_EXCEEDED } from './problem-example.js';

const token = [{ token: [] }];

async function documentOf(schemas: Record<string, FastifySchema>): Promise<OpenApiDocument> {
  const app = Fastify();
  await app.register(problems);
  await app.register(openapi, { name: 'things', title: 'Things', tags: { things: 'What there is' } });
  for (const [url, schema] of Object.entries(schemas)) {
    app.route({ method: schema.body ? 'POST' : 'GET', url, schema, handler: async () => 'ok' });
  }
  await app.ready();
  const document = app.swagger() as unknown as OpenApiDocument;
  await app.close();
  return document;
}

function statuses({ responses }: Operation = { responses: {} }): string[] {
  return Object.keys(responses);
}

describe('the problems of a route', () => {
  const name = { status: 409, kind: 'name-taken', when: 'It exists', detail: 'The name is taken.' };

  it('are told with their examples, one response a status', async () => {
    const gone = { status: 409, kind: 'gone', when: 'It was deleted', detail: 'It was deleted.' };
    const { paths } = await documentOf({ '/thing': { problems: [name, gone] } });
    const response = paths['/thing']?.get?.responses[409];
    expect(response?.description).toBe('It exists; or: It was deleted');
    expect(response?.content?.['application/problem+json']).toMatchObject({
      schema: { $ref: '#/components/schemas/Problem' },
      examples: {
        'name-taken': {
          summary: 'It exists',
          value: { type: 'urn:imagehub:problem:name-taken', status: 409, detail: 'The name is taken.' },
        },
        gone: { value: { type: 'urn:imagehub:problem:gone', title: 'Conflict' } },
      },
    });
  });

  it('are told once for all routes where any route may have them, and at the route where they are its own', async () => {
    const { paths, components } = await documentOf({
      '/one': { problems: [name, QUOTA_EXCEEDED] },
      '/two': { problems: [name, QUOTA_EXCEEDED] },
    });
    const shared = { $ref: '#/components/responses/quota-exceeded' };
    expect(paths['/one']?.get?.responses[429]).toEqual(shared);
    expect(paths['/two']?.get?.responses[429]).toEqual(shared);
    expect(paths['/two']?.get?.responses[409]?.description).toBe('It exists');
    expect(components.responses).toHaveProperty('quota-exceeded');
    expect(components.responses).not.toHaveProperty('name-taken');
  });

  it('come with those that its inputs imply', async () => {
    const { paths } = await documentOf({
      '/open': {},
      '/search': { querystring: Type.Object({ q: Type.String() }) },
      '/mine': { security: token },
      '/maybe': { security: [{}, ...token] },
      '/things/:id': { params: Type.Object({ id: Type.String() }) },
      '/make': { body: Type.Object({ n: Type.Integer() }) },
    });
    expect(statuses(paths['/open']?.get)).toEqual(['200', '500', '503']);
    expect(statuses(paths['/search']?.get)).toEqual(['200', '400', '500', '503']);
    expect(statuses(paths['/mine']?.get)).toEqual(['200', '401', '500', '503']);
    expect(statuses(paths['/maybe']?.get)).toEqual(['200', '401', '500', '503']);
    expect(statuses(paths['/things/{id}']?.get)).toEqual(['200', '400', '414', '500', '503']);
    expect(statuses(paths['/make']?.post)).toEqual(['200', '400', '413', '415', '500', '503']);
  });

  it('of the data plane are told with their fields', async () => {
    const { components } = await documentOf({ '/counted': { problems: [QUOTA_EXCEEDED] } });
    const response = components.responses?.['quota-exceeded'];
    expect(response?.headers).toHaveProperty('RateLimit');
    expect(response?.content?.['application/problem+json']?.examples?.['quota-exceeded']).toMatchObject({
      value: { 'violated-policies': ['personal'], title: 'Too Many Requests' },
    });
  });
});

describe('a schema with a name for its title', () => {
  it('is a component that its routes refer to', async () => {
    const response = { 200: Type.Object({ user: User }, { title: 'Session' }) };
    const { paths, components } = await documentOf({ '/me': { response } });
    expect(paths['/me']?.get?.responses[200]?.content?.['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/Session',
    });
    expect(Object.keys(components.schemas ?? {})).toEqual(['Plan', 'Problem', 'Role', 'Session', 'User']);
  });

  it('keeps its examples, wherever they are told', async () => {
    const Thing = Type.Object({ id: Type.Integer() }, { title: 'Thing', examples: [{ id: 7 }] });
    const list = Type.Object({ items: Type.Array(Thing) }, { title: 'Things' });
    const { components } = await documentOf({
      '/a': { response: { 200: Thing } },
      '/b': { response: { 200: list } },
    });
    expect(components.schemas?.Thing).toMatchObject({ examples: [{ id: 7 }] });
  });

  it('is refused where another one of that name differs', async () => {
    const response = { 200: Type.Object({ id: Type.Integer() }, { title: 'User' }) };
    await expect(documentOf({ '/a': { response: { 200: User } }, '/b': { response } })).rejects.toThrow(
      /Two components.*User/,
    );
  });
});

it('is read alike by programs in other languages', async () => {
  const querystring = Type.Object({
    limit: Type.Integer({ default: 24 }),
    q: Type.String({ pattern: '^\\P{Cc}*$' }),
    tag: Type.String({ pattern: '^[^\\p{Cc},]+$' }),
  });
  const { paths } = await documentOf({ '/things': { querystring } });
  expect(paths['/things']?.get?.parameters).toEqual([
    { name: 'limit', in: 'query', required: false, schema: { type: 'integer', default: 24 } },
    {
      name: 'q',
      in: 'query',
      required: true,
      schema: { type: 'string', pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' },
    },
    {
      name: 'tag',
      in: 'query',
      required: true,
      schema: { type: 'string', pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f,]+$' },
    },
  ]);
});

describe('a service that runs nowhere', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'imagehub-described-'));
  afterAll(() => rm(directory, { recursive: true }));

  it('is described by its routes alone', async () => {
    await mkdir(path.join(directory, 'plugins'));
    await mkdir(path.join(directory, 'routes/api/things'), { recursive: true });
    await writeFile(path.join(directory, 'plugins/database.mjs'), "throw new Error('no database here');");
    await writeFile(
      path.join(directory, 'routes/api/things/mine.mjs'),
      `export default async (app) => {
        const schema = { operationId: 'listMine', tags: ['things'], security: [{ token: [] }] };
        app.get('/', { onRequest: app.authenticate, schema }, async () => app.db.things());
      };`,
    );
    const document = await describeService({
      name: 'things',
      title: 'Things',
      tags: { things: 'What there is' },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'A log-in' },
      },
      directory,
    });
    expect(document).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: '/' }],
      tags: [{ name: 'things', description: 'What there is' }],
      components: { securitySchemes: { token: { scheme: 'bearer' }, session: { in: 'cookie' } } },
    });
    expect(Object.keys(document.paths)).toEqual(['/api/things']);
    expect(document.paths['/api/things']?.get?.operationId).toBe('listMine');
  });
});
