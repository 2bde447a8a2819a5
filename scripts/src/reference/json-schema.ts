import { code, either } from './markdown.js';

/** What is read of a JSON Schema: draft-07 of the filters, and what TypeBox makes of the services' environments. */
export interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  items?: Schema | Schema[];
  minProperties?: number;
  maxProperties?: number;
  properties?: Record<string, Schema>;
  propertyNames?: Schema;
  additionalProperties?: boolean | Schema;
  required?: string[];
  definitions?: Record<string, Schema>;
}

/** One field of a configuration, as a reader wants to know it. */
export interface Field {
  /** Such as `guard[].path` and `plans.<name>.limit`. */
  path: string;
  /** Type and bounds, in words. */
  value: string;
  /** As JSON; undefined without one. */
  default: string | undefined;
  required: boolean;
  /** As JSON; empty without one. */
  example: string;
  meaning: string;
}

/** All fields below an object, those of a field right behind it. */
export function fieldsOf(root: Schema): Field[] {
  return below(root, root, '');
}

/** Type and bounds in words, such as "whole number, 1 to 64". */
export function kindOf(schema: Schema, root: Schema = schema): string {
  const choices = schema.enum ?? choicesOf(schema.anyOf) ?? choicesOf(alternativesOf(schema.pattern));
  if (choices) return either(choices.map((choice) => code(plain(choice))));
  switch (schema.type) {
    case 'integer':
      return `whole number${bounds(schema.minimum, schema.maximum)}`;
    case 'number':
      return `number${bounds(schema.minimum, schema.maximum)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'array':
      return listOf(schema, root);
    case 'object':
      return `object${counted(bounds(schema.minProperties, schema.maxProperties), 'members')}`;
    default:
      return textOf(schema);
  }
}

function below(schema: Schema, root: Schema, path: string): Field[] {
  const named = Object.entries(schema.properties ?? {}).map(
    ([name, member]) => [name, member, schema.required?.includes(name) ?? false] as const,
  );
  const others =
    typeof schema.additionalProperties === 'object'
      ? [['<name>', schema.additionalProperties, false] as const]
      : [];
  return [...named, ...others].flatMap(([name, member, required]) =>
    field(resolve(member, root), root, path === '' ? name : `${path}.${name}`, required),
  );
}

function field(schema: Schema, root: Schema, path: string, required: boolean): Field[] {
  const [example] = schema.examples ?? [];
  const own = {
    path,
    value: kindOf(schema, root),
    default: schema.default === undefined ? undefined : JSON.stringify(schema.default),
    required,
    example: example === undefined ? '' : JSON.stringify(example),
    meaning: schema.description ?? '',
  };
  const { items } = schema;
  if (!items || Array.isArray(items)) return [own, ...below(schema, root, path)];
  return [own, ...below(resolve(items, root), root, `${path}[]`)];
}

/** The definition that a schema refers to, with what the schema itself says over it. */
function resolve(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.match(/^#\/definitions\/(.+)$/)?.[1];
  const definition = name === undefined ? undefined : root.definitions?.[name];
  if (name !== undefined && !definition) throw new Error(`The schema has no definition ${schema.$ref}.`);
  return { ...definition, ...schema };
}

function listOf({ items, minItems, maxItems }: Schema, root: Schema): string {
  if (Array.isArray(items)) {
    return `list of ${items.length}: ${items.map((item) => kindOf(resolve(item, root), root)).join('; ')}`;
  }
  const entry = items ? resolve(items, root) : {};
  const kind = entry.type === 'object' ? 'objects' : `values, each ${kindOf(entry, root)}`;
  return `list${bounds(minItems, maxItems)} ${kind}`;
}

function textOf({ minLength, maxLength, pattern = '' }: Schema): string {
  const [, characters, least, most] = pattern.match(/^\^\[([^\]]+)\]\{(\d+),(\d+)\}\$$/) ?? [];
  if (characters) return `text, ${least} to ${most} of the characters ${code(characters)}`;
  if (minLength === 1 && maxLength === undefined) return 'text, not empty';
  // A longer one is no help to a reader; its description says it in words.
  const fits = pattern !== '' && pattern.length <= 40 ? `, fits ${code(pattern)}` : '';
  return `text${counted(bounds(minLength, maxLength), 'characters')}${fits}`;
}

/** ", 1 to 64", ", at least 1", ", at most 64", or nothing. */
function bounds(least: number | undefined, most: number | undefined): string {
  const figure = (value: number) => value.toLocaleString('en');
  if (least !== undefined && most !== undefined) return `, ${figure(least)} to ${figure(most)}`;
  if (least !== undefined) return `, at least ${figure(least)}`;
  return most === undefined ? '' : `, at most ${figure(most)}`;
}

function counted(text: string, unit: string): string {
  return text === '' ? '' : `${text} ${unit}`;
}

function choicesOf(schemas: Schema[] | undefined): unknown[] | undefined {
  return schemas?.every((schema) => 'const' in schema) ? schemas.map((schema) => schema.const) : undefined;
}

/** A pattern such as `^(one|two)$` is a list of words. */
function alternativesOf(pattern: string | undefined): Schema[] | undefined {
  const words = pattern?.match(/^\^\((\w+(?:\|\w+)+)\)\$$/)?.[1];
  return words?.split('|').map((word) => ({ const: word }));
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
