import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { baseEnvironment } from '@imagehub/common';
import { checkout } from '../checkout.js';
import { exists } from '../exists.js';
import type { Blueprint } from '../hub/blueprint.js';
import { hubHome } from '../hub/home.js';
import { servicePart } from '../hub/services.js';
import { instances, type Ports, portNames } from '../ports/table.js';
import { type Field, fieldsOf, type Schema } from './json-schema.js';
import { code, markdownTable, prose } from './markdown.js';

/** What each service reads from its environment, by its own schema. */
export async function serviceVariables(): Promise<Map<string, Field[]>> {
  const services = await servicesWithVariables();
  return new Map(await Promise.all(services.map(async (name) => [name, await variablesOf(name)] as const)));
}

/** Markdown: a table of variables for each service, what all have first. */
export async function describeServices(): Promise<string> {
  const variables = await serviceVariables();
  const chosen = await variablesOfTheRunner();
  const shared = ({ path }: Field) => path in baseEnvironment;
  const [first = []] = variables.values();
  return [
    section('Every service', first.filter(shared), chosen),
    ...[...variables].map(([name, fields]) =>
      section(
        name,
        fields.filter((one) => !shared(one)),
        chosen,
      ),
    ),
  ].join('\n\n');
}

function section(title: string, fields: Field[], chosen: Set<string>): string {
  const rows = fields.map(({ path, value, default: fallback, required, meaning }) => [
    code(path) + (chosen.has(path) ? ' *' : ''),
    value,
    fallback === undefined ? (required ? 'required' : 'none') : defaultText(fallback),
    prose(meaning),
  ]);
  return `### ${title}\n\n${markdownTable(['variable', 'value', 'default', 'meaning'], rows)}`;
}

/** A folder of this checkout is named from there. */
function defaultText(json: string): string {
  const value = JSON.parse(json) as unknown;
  if (value === '') return 'empty';
  return code(typeof value === 'string' ? value.replace(`${checkout}/`, '') : json);
}

async function servicesWithVariables(): Promise<string[]> {
  const names = await readdir(join(checkout, 'services'));
  // `common` has an environment.ts too, but is no service.
  const servers = names.map((name) => exists(join(checkout, 'services', name, 'src/server.ts')));
  const has = await Promise.all(servers);
  return names.filter((_, index) => has[index]).sort();
}

async function variablesOf(service: string): Promise<Field[]> {
  const file = join(checkout, 'services', service, 'dist/environment.js');
  const { Environment } = (await import(file)) as { Environment: Schema };
  return fieldsOf(Environment);
}

/** The names that `npm start` sets for one instance or another. */
async function variablesOfTheRunner(): Promise<Set<string>> {
  const hubs = [false, true].map(imaginaryHub);
  const commands = await Promise.all(
    hubs.flatMap((hub) => instances.map((instance) => servicePart(hub, instance).command())),
  );
  return new Set(commands.flatMap(({ env = {} }) => Object.keys(env)));
}

/** Of which nothing is started: only the names of its variables are of interest. */
function imaginaryHub(valkey: boolean): Blueprint {
  return {
    home: hubHome({}),
    ports: Object.fromEntries(portNames.map((name) => [name, 1])) as Ports,
    secrets: {
      postgres: { postgres: '', auth: '', image_store: '' },
      valkey: '',
      accounts: { ada: '', grace: '', linus: '', admin: '' },
    },
    valkey,
    binaries: { consul: '', envoy: '', 'valkey-server': '' },
  };
}
