/** class-of-service against a plain model, on visitors whose headers are made from what they are. */
import { FilterHost } from '@imagehub/filter-host';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { builtFilter } from '../modules.js';
import { bearer } from '../subjects/token.js';
import { AdmissionLog } from './admissions.js';
import { activityIn, classesOf, type Device, type ModelRule, type ModelVisitor } from './classes.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const MICROSECONDS = 1_000_000;
const WORKERS = 2;

const { module } = await builtFilter('class-of-service');
const host = new FilterHost({ module, workers: WORKERS });
let runs = 0;

const AGENTS: Record<Device, readonly string[]> = {
  desktop: ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'curl/8.5.0'],
  mobile: [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36',
  ],
  tablet: [
    'Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
    'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
  ],
  bot: ['Mozilla/5.0 (compatible; Googlebot/2.1)', 'DuckAssistBot/1.2', 'some-crawler'],
  unknown: [''],
};

const plan = fc.constantFrom('personal', 'team', 'enterprise');
const country = fc.constantFrom('NZ', 'DE', 'nz', 'CH');
const tag = fc.constantFrom('mi', 'mi-NZ', 'en', 'en-NZ', 'de', 'MI', 'mis');
const device = fc.constantFrom<Device>('desktop', 'mobile', 'tablet', 'bot', 'unknown');
const window = fc.constantFrom(1, 60, 600);

const some = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.uniqueArray(item, { minLength: 1, maxLength: 3 });
const conditions = {
  plan: some(plan),
  country: some(country),
  language: some(tag),
  device: some(device),
  activity: fc.record({ requests: fc.integer({ min: 1, max: 4 }), window }),
};
/** One condition or two: who has to meet five meets them never. */
const when = fc
  .shuffledSubarray(Object.keys(conditions) as (keyof typeof conditions)[], { minLength: 1, maxLength: 2 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, conditions[name]]))));
const rule: fc.Arbitrary<ModelRule> = fc.record({
  class: fc.constantFrom('standard', 'performance', 'economy'),
  when,
});

interface Person extends ModelVisitor {
  agent: string;
  who: 'user' | 'visitor' | 'nobody';
}
const person: fc.Arbitrary<Person> = device.chain((kind) =>
  fc.record({
    device: fc.constant(kind),
    agent: fc.constantFrom(...AGENTS[kind]),
    who: fc.constantFrom('user', 'visitor', 'nobody'),
    plan: fc.option(plan, { nil: undefined }),
    country: fc.option(country, { nil: undefined }),
    languages: fc.array(fc.record({ tag, weight: fc.constantFrom(0, 1, 500, 999, 1000) }), { maxLength: 3 }),
  }),
);
const request = fc.record({
  person: fc.nat(3),
  worker: fc.nat(WORKERS - 1),
  wait: fc.constantFrom(0, 0, 0, 0.3, 1, 59, 61),
});

/** Headers as this person's browser would send them, and a spoofed class that must not matter. */
function headersOf(
  { agent, who, plan: subscribed, country: from, languages }: Person,
  id: string,
): Record<string, string> {
  const headers: Record<string, string> = { 'x-imagehub-class': 'spoofed' };
  if (who === 'user') headers.authorization = bearer({ sub: id, plan: subscribed });
  if (who === 'visitor') headers.cookie = `theme=dark; ih_visitor=${id}`;
  if (from) headers['x-country'] = from;
  if (agent) headers['user-agent'] = agent;
  const ranges = languages.map(({ tag: name, weight }) =>
    weight === 1000 ? name : `${name};q=${weight / 1000}`,
  );
  if (ranges.length > 0) headers['accept-language'] = ranges.join(', ');
  return headers;
}

test('serves everybody in the class that the rules give them, and tells the class', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 5 }),
      fc.array(person, { minLength: 4, maxLength: 4 }),
      fc.array(request, { minLength: 5, maxLength: 30 }),
      (rules, people, requests) => {
        const run = runs++;
        expect(host.configure({ default: 'standard', rules })).toBe(true);
        host.retire();
        const logs = people.map(
          () => new Map([1, 60, 600].map((length) => [length, new AdmissionLog(length * MICROSECONDS)])),
        );
        let now = 0;
        for (const { person: index, worker, wait } of requests) {
          const sender = people[index] as Person;
          now += Math.round(wait * MICROSECONDS);
          host.clock.advance(wait);
          const log = (length: number): AdmissionLog => logs[index]?.get(length) as AdmissionLog;
          // Only a token names a plan, and only a user's or a visitor's activity is anybody's.
          const visitor = { ...sender, plan: sender.who === 'user' ? sender.plan : undefined };
          const activity = (length: number) =>
            sender.who === 'nobody' ? undefined : activityIn(log(length), now);
          const expected = classesOf(rules, 'standard', visitor, activity);
          const { upstream } = host.send({
            path: '/',
            worker,
            headers: headersOf(sender, `run-${run}-person-${index}`),
          });
          const given = upstream?.['x-imagehub-class'] ?? 'none';
          expect([...expected]).toContain(given);
          seen[given] = (seen[given] ?? 0) + 1;
          for (const length of [1, 60, 600]) log(length).admit(1, now, now);
        }
      },
    ),
    { numRuns: 500 },
  );
  for (const name of ['standard', 'performance', 'economy']) expect(seen[name]).toBeGreaterThan(300);
});
