import type { OpenApiDocument } from '@imagehub/common';
import { expect, it } from 'vitest';
import { merge } from './merge.js';

const frame = { info: { title: 'All', version: '1.0.0' } };

function service(path: string, parts: Partial<OpenApiDocument> = {}): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: { title: path, version: '1.0.0' },
    paths: { [path]: { get: { responses: { 200: { description: path } } } } },
    components: { schemas: { Problem: { type: 'object' } } },
    ...parts,
  };
}

it('makes one document of several, in which what they share stands once', () => {
  const one = service('/one', {
    tags: [{ name: 'ones' }],
    components: { schemas: { Problem: { type: 'object' } } },
  });
  const two = service('/two', { tags: [{ name: 'twos' }] });
  expect(merge(frame, [one, two])).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'All' },
    tags: [{ name: 'ones' }, { name: 'twos' }],
    paths: { '/one': {}, '/two': {} },
    components: { schemas: { Problem: { type: 'object' } } },
  });
});

it('does not depend on the order in which a service declares its routes', () => {
  const a = { '/a': service('/a').paths['/a'] as object };
  const b = { '/b': service('/b').paths['/b'] as object };
  const first = merge(frame, [service('', { paths: { ...a, ...b } as OpenApiDocument['paths'] })]);
  const second = merge(frame, [service('', { paths: { ...b, ...a } as OpenApiDocument['paths'] })]);
  expect(JSON.stringify(first)).toBe(JSON.stringify(second));
});

it('refuses two services that use one name for two things', () => {
  const other = service('/two', { components: { schemas: { Problem: { type: 'string' } } } });
  expect(() => merge(frame, [service('/one'), other])).toThrow(/Problem/);
});
