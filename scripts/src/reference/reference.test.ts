import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkout } from '../checkout.js';
import { containerMeanings, containerVariables } from './containers.js';
import { filterFields } from './filters.js';
import { meshPlaceholders, placeholderMeanings } from './mesh.js';
import { pageFile, renewed } from './page.js';
import { commandVariables } from './runner.js';
import { serviceVariables } from './services.js';

it('is committed as the schemas make it: otherwise npm run docs:reference', async () => {
  const page = readFileSync(join(checkout, pageFile), 'utf8');
  expect(await renewed(page)).toBe(page);
});

it('says of every variable of a service what it means', async () => {
  const dark = [...(await serviceVariables())].flatMap(([service, fields]) =>
    fields.filter(({ meaning }) => !meaning).map(({ path }) => `${service} ${path}`),
  );
  expect(dark).toEqual([]);
});

it('says of every field of a filter what it means, and shows one', async () => {
  const dark = [...(await filterFields())].flatMap(([filter, fields]) =>
    fields.filter(({ meaning, example }) => !meaning || !example).map(({ path }) => `${filter} ${path}`),
  );
  expect(dark).toEqual([]);
});

it('knows what the files of the mesh are filled in with, and nothing else', async () => {
  const names = (await meshPlaceholders()).map(({ name }) => name);
  expect(Object.keys(placeholderMeanings).sort()).toEqual(names);
});

it('knows what docker-compose.yml is filled in with, and nothing else', async () => {
  const names = (await containerVariables()).map(({ name }) => name);
  expect(Object.keys(containerMeanings).sort()).toEqual(names);
});

it('knows what the commands read from their environment', () => {
  const sources = readdirSync(join(checkout, 'scripts/src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.(test|spec)\.ts$/.test(file),
  );
  const read = sources.flatMap((file) => {
    const text = readFileSync(join(checkout, 'scripts/src', file), 'utf8');
    return [...text.matchAll(/(?:\bprocess\.|(?<![\w.]))env\.([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name);
  });
  const listed = commandVariables.map(([name]) => name);
  expect([...new Set(read)].filter((name) => !listed.includes(name ?? ''))).toEqual([]);
});
