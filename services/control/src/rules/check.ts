import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '@imagehub/common';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Modules } from '../modules/modules.js';
import type { Rules } from './rule-sets.js';

const FILTERS = path.join(import.meta.dirname, '../../../../filters');

/** Whether a configuration is as its filter's JSON Schema has it. */
export type Conforms = (filter: string, configuration: unknown) => boolean;

export interface Checks {
  conforms: Conforms;
  /**
   * Checks rules before anybody runs them: by the very module, whose words are told, and by its JSON Schema.
   *
   * @throws Problem 422 with the field at fault, 409 when there is no such module to ask.
   */
  check(filter: string, rules: Rules): Promise<void>;
}

/** @param filters those whose schemas are needed */
export function openChecks(modules: Modules, filters: readonly string[]): Checks {
  const schemas = new Map(filters.map((filter) => [filter, compileSchema(filter)]));
  const schemaOf = (filter: string) => schemas.get(filter) as ValidateFunction;

  return {
    conforms: (filter, configuration) => schemaOf(filter)(configuration),
    async check(filter, { configuration, module }) {
      const file = path.basename(module);
      if (!(await modules.has(file))) throw unknownModule(file);
      const said = await modules.refusal(file, configuration);
      if (said !== undefined) throw rulesRefused(said);
      const schema = schemaOf(filter);
      if (!schema(JSON.parse(configuration)))
        throw rulesRefused(inWords((schema.errors as ErrorObject[])[0]));
    },
  };
}

function compileSchema(filter: string): ValidateFunction {
  const schema: object = JSON.parse(readFileSync(path.join(FILTERS, filter, 'schema.json'), 'utf8'));
  return new Ajv({ strict: false }).compile(schema);
}

function inWords(error: ErrorObject | undefined): string {
  const field = error?.instancePath.slice(1).replaceAll('/', '.') || 'configuration';
  return `${field}: ${error?.message}`;
}

/** @param said "plans.team.limit: must be …", as filters put it */
export function rulesRefused(said: string): Problem {
  const [, field, message] = /^(\S+?): (.*)$/s.exec(said) ?? [said, 'configuration', said];
  return new Problem(422, said, {
    kind: 'rules-refused',
    errors: [{ field: `body.${field}`, message: message as string }],
  });
}

export function unknownModule(file: string): Problem {
  return new Problem(
    409,
    `There is no module ${file} among the compiled filters. Swap to one that there is.`,
    {
      kind: 'module-unknown',
    },
  );
}
