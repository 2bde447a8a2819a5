import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkout } from './checkout.js';
import { commands } from './cli.js';

const read = (file: string) => readFileSync(join(checkout, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

it('package.json has a script for each command, and none for another', () => {
  const run = Object.values(scripts).flatMap((script) => /scripts\/run\.mjs (\S+)/.exec(script)?.[1] ?? []);
  // What every command begins with is one by itself, too.
  expect(run.sort()).toEqual([...Object.keys(commands), 'build'].sort());
});

it('run.mjs knows each command', () => {
  const usage = [...read('scripts/setup/run.mjs').matchAll(/^ {2}([a-z][a-z0-9:]*) /gm)].map(
    ([, name]) => name,
  );
  expect(usage).toEqual(expect.arrayContaining([...Object.keys(commands), 'build']));
});

it('the README says what each script does', () => {
  const table = /^## Commands\n([\s\S]*?)^## /m.exec(read('README.md'))?.[1] ?? '';
  const told = [...table.matchAll(/`npm (?:run )?([\w:]+)/g)].map(([, name]) => name);
  expect(Object.keys(scripts).filter((name) => !told.includes(name))).toEqual([]);
  expect(told.filter((name) => !scripts[name ?? ''])).toEqual([]);
});
