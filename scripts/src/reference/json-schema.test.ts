import { expect, it } from 'vitest';
import { fieldsOf, kindOf } from './json-schema.js';

it('lists fields with those below them, through lists, maps and definitions', () => {
  const fields = fieldsOf({
    type: 'object',
    required: ['guard'],
    properties: {
      plans: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { limit: { type: 'integer' } } },
      },
      guard: {
        type: 'array',
        items: { type: 'object', properties: { path: { $ref: '#/definitions/path' } } },
      },
    },
    definitions: { path: { type: 'string', description: 'Of a route', examples: ['/api/images'] } },
  });
  expect(fields.map(({ path, required }) => [path, required])).toEqual([
    ['plans', false],
    ['plans.<name>', false],
    ['plans.<name>.limit', false],
    ['guard', true],
    ['guard[].path', false],
  ]);
  expect(fields.at(-1)).toMatchObject({ meaning: 'Of a route', example: '"/api/images"' });
});

it('says more of a field than its definition where the field does', () => {
  const [field] = fieldsOf({
    properties: { part: { $ref: '#/definitions/part', description: 'Who takes part', default: 1 } },
    definitions: { part: { type: 'number', minimum: 0, maximum: 1, description: 'A part' } },
  });
  expect(field).toMatchObject({ value: 'number, 0 to 1', default: '1', meaning: 'Who takes part' });
});

it.each([
  [{ type: 'integer', minimum: 1, maximum: 86_400 }, 'whole number, 1 to 86,400'],
  [{ type: 'integer', minimum: 1 }, 'whole number, at least 1'],
  [{ enum: ['local', 'deny', 'allow'] }, '`local`, `deny` or `allow`'],
  [{ anyOf: [{ const: 'grid' }, { const: 'masonry' }] }, '`grid` or `masonry`'],
  [{ type: 'string', pattern: '^(standard|performance)$' }, '`standard` or `performance`'],
  [{ type: 'string', pattern: '^https?://' }, 'text, fits `^https?://`'],
  [{ type: 'string', minLength: 1, maxLength: 64 }, 'text, 1 to 64 characters'],
  [{ type: 'string', minLength: 1 }, 'text, not empty'],
  [{ type: 'string', pattern: '^[a-z0-9]{1,20}$' }, 'text, 1 to 20 of the characters `a-z0-9`'],
  [{ type: 'boolean' }, '`true` or `false`'],
  [{ type: 'array', maxItems: 64, items: { type: 'object' } }, 'list, at most 64 objects'],
  [
    { type: 'array', minItems: 2, maxItems: 4, items: { type: 'number', minimum: 0 } },
    'list, 2 to 4 values, each number, at least 0',
  ],
])('tells type and bounds of %j', (schema, value) => {
  expect(kindOf(schema)).toBe(value);
});
