import path from 'node:path';
import { expect, it } from 'vitest';
import { openModules } from '../modules/modules.js';
import { FILTERS_DIR, modulePath, PLANS } from '../testing.js';
import { openChecks } from './check.js';
import { readText, writeText } from './configuration-text.js';

const modules = openModules(FILTERS_DIR);
const module = modulePath('plan-limiter');

it('the schema refuses what a module of before takes without knowing it', async () => {
  const trusting = { ...modules, refusal: async () => undefined };
  const { check } = openChecks(trusting, ['plan-limiter']);
  const refusal = (configuration: object) =>
    check('plan-limiter', { module, configuration: JSON.stringify(configuration) });
  await expect(refusal({ ...PLANS, mode: 'off' })).rejects.toMatchObject({
    statusCode: 422,
    message: 'mode: must be equal to one of the allowed values',
  });
  await expect(refusal({ plans: PLANS.plans })).rejects.toThrow(
    "configuration: must have required property 'guard'",
  );
});

it('a small configuration is written for people to read, a large one for filters, which take it', async () => {
  expect(writeText(PLANS)).toContain('\n  "plans": {');
  const plans = Array.from({ length: 10_000 }, (_, i) => [`plan-${i}`, { limit: i, window: 60 }]);
  const text = writeText({ ...PLANS, plans: Object.fromEntries(plans) });
  expect(text).not.toContain('\n');
  expect(await modules.refusal(path.basename(module), text)).toBeUndefined();
});

it('a configuration without end is refused before anything goes through it, and one that is held is told as text', () => {
  const deep = '['.repeat(500_000) + ']'.repeat(500_000);
  expect(() => writeText(JSON.parse(deep))).toThrow('configuration: is nested too deeply');
  expect(readText(deep)).toBe(deep);
});
