import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { type Field, fieldsOf, type Schema } from './json-schema.js';
import { code, markdownTable, prose } from './markdown.js';

/** The fields of each filter's configuration, by its own JSON Schema. */
export async function filterFields(): Promise<Map<string, Field[]>> {
  const schemas = await filterSchemas();
  return new Map([...schemas].map(([name, schema]) => [name, fieldsOf(schema)]));
}

/** Markdown: a table of fields for each filter. */
export async function describeFilters(): Promise<string> {
  const sections = [...(await filterSchemas())].map(([name, schema]) => {
    const rows = fieldsOf(schema).map(({ path, value, default: fallback, required, example, meaning }) => [
      code(path),
      value,
      fallback === undefined ? (required ? 'required' : 'none') : code(fallback),
      code(example),
      prose(meaning),
    ]);
    const table = markdownTable(['field', 'value', 'default', 'example', 'meaning'], rows);
    const links = `[Its page](../filters/${name}/README.md), [its schema](../filters/${name}/schema.json).`;
    return `### ${name}\n\n${schema.description ?? ''}\n${links}\n\n${table}`;
  });
  return sections.join('\n\n');
}

async function filterSchemas(): Promise<Map<string, Schema>> {
  const names = (await readdir(join(checkout, 'filters'))).sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(checkout, 'filters', name, 'schema.json'), 'utf8').catch(
        () => undefined,
      );
      return text === undefined ? [] : [[name, JSON.parse(text) as Schema] as const];
    }),
  );
  return new Map(found.flat());
}
