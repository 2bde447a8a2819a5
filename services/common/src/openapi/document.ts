/** An OpenAPI 3.1 document, as far as it is worked on here. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string };
  servers?: { url: string; description?: string }[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Components;
}

export interface Components {
  schemas?: Record<string, unknown>;
  responses?: Record<string, Response>;
  securitySchemes?: Record<string, unknown>;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  responses: Record<string, Response>;
  [field: string]: unknown;
}

export interface Response {
  description?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema?: unknown; examples?: Record<string, unknown> }>;
  $ref?: string;
}

type Json = Record<string, unknown>;

/** Names of classes: a schema with such a title is one that people speak of, and that programs want a type of. */
const NAME = /^[A-Z][A-Za-z0-9]*$/;

/** Below these keys are values, not schemas. */
const VALUES = new Set(['example', 'examples', 'default', 'enum', 'const']);

/**
 * Moves each schema whose title is a name, such as `Session`, to the components, and refers to it from where it was.
 *
 * @throws Error when two schemas of one name differ.
 */
export function shareNamedSchemas(document: OpenApiDocument): OpenApiDocument {
  const schemas: Record<string, unknown> = {};

  function visit(value: unknown, isComponent = false): unknown {
    if (Array.isArray(value)) return value.map((member) => visit(member));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => [
      key,
      VALUES.has(key) ? inner : visit(inner),
    ]);
    const visited: Json = Object.fromEntries(entries);
    const { title } = visited;
    // A property may be called "title" too; its value is a schema then.
    if (isComponent || typeof title !== 'string' || !NAME.test(title)) return visited;
    share(schemas, title, withExamplesOf(visited, schemas[title]));
    return { $ref: `#/components/schemas/${title}` };
  }

  for (const [name, schema] of Object.entries(document.components.schemas ?? {})) {
    share(schemas, name, visit(schema, true));
  }
  const paths = visit(document.paths) as OpenApiDocument['paths'];
  return { ...document, paths, components: { ...document.components, schemas: sorted(schemas) } };
}

/** @fastify/swagger (9.9) moves the examples of a body's own schema beside it; where it is a part of another they stay. */
function withExamplesOf(schema: Json, known: unknown): Json {
  const { examples: own, ...bare } = schema;
  const { examples = own, ...knownBare } = isObject(known) ? known : bare;
  const isSame = JSON.stringify(bare) === JSON.stringify(knownBare);
  if (!isSame || examples === undefined) return schema;
  if (isObject(known)) known.examples = examples;
  return { ...bare, examples };
}

/** @throws Error when there is another one of that name. */
export function share(known: Record<string, unknown>, name: string, component: unknown): void {
  if (name in known && JSON.stringify(known[name]) !== JSON.stringify(component)) {
    throw new Error(
      `Two components of the OpenAPI document are called ${name}, and differ. Name one otherwise.`,
    );
  }
  known[name] = component;
}

/** The same members in the order of their names, so that a document does not depend on who comes first. */
export function sorted<T>(members: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
