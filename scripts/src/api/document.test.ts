import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenApiDocument } from '@imagehub/common';
import { describe, expect, it } from 'vitest';
import { checkout } from '../checkout.js';

interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  [keyword: string]: unknown;
}

interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: unknown;
}

type Operation = OpenApiDocument['paths'][string][string];
type Response = Operation['responses'][string];

interface Parameter extends Media {
  name: string;
}

const document = JSON.parse(
  readFileSync(join(checkout, 'services/frontend/openapi.json'), 'utf8'),
) as OpenApiDocument;

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ at: `${method} ${path}`, operation })),
);

/** The component that a reference names, else the thing itself. */
function resolve<T extends { $ref?: string }>(thing: T): T {
  const [, kind, name] = thing.$ref?.match(/^#\/components\/(\w+)\/(.+)$/) ?? [];
  if (!kind || !name) return thing;
  return (document.components as Record<string, Record<string, T>>)[kind]?.[name] as T;
}

/** Whether a reader sees what a value may look like: by an example, or because there is little to choose from. */
function isShown(reference: Schema = {}): boolean {
  const schema = resolve(reference);
  if (['examples', 'default', 'const', 'enum'].some((keyword) => keyword in schema)) return true;
  if (schema.anyOf) return schema.anyOf.some(isShown);
  if (schema.type === 'array') return isShown(schema.items);
  const properties = Object.values(schema.properties ?? {});
  if (schema.type === 'boolean' || schema.format === 'binary') return true;
  return properties.length > 0 && properties.every(isShown);
}

function isShownIn({ schema, example, examples }: Media): boolean {
  return example !== undefined || examples !== undefined || isShown(schema);
}

function contentsOf(operation: Operation): [where: string, Media][] {
  const { content = {} } = (operation.requestBody ?? {}) as { content?: Record<string, Media> };
  const answers = Object.entries(operation.responses).flatMap(([status, response]: [string, Response]) =>
    Object.entries(resolve(response).content ?? {}).map(([type, media]) => [`${status} ${type}`, media]),
  );
  return [...Object.entries(content), ...answers].filter(([where]) => /json|form/.test(String(where))) as [
    string,
    Media,
  ][];
}

describe.each(operations)('$at', ({ operation }) => {
  it('has a name of its own, a summary and a known tag', () => {
    const others = operations.filter((other) => other.operation.operationId === operation.operationId);
    expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
    expect(others).toHaveLength(1);
    expect(operation.summary).toBeTruthy();
    expect(document.tags?.map(({ name }) => name)).toContain(operation.tags?.[0]);
  });

  it('shows what it takes and answers, each problem too', () => {
    const parameters = ((operation.parameters ?? []) as Parameter[]).map((parameter): [string, Media] => [
      parameter.name,
      parameter,
    ]);
    const dark = [...parameters, ...contentsOf(operation)].filter(([, media]) => !isShownIn(media));
    expect(dark.map(([where]) => where)).toEqual([]);
  });

  it('lists each status by itself', () => {
    expect(Object.keys(operation.responses).filter((status) => !/^\d{3}$/.test(status))).toEqual([]);
  });
});

it('says nothing of the services that are not for clients', () => {
  expect(
    Object.keys(document.paths).filter((path) => !/^\/api\/(auth|plans|images|openapi\.json)/.test(path)),
  ).toEqual([]);
});
