/** The experiments filter against GrowthBook's own SDK, a plain model, and the statistics that experiments live on. */

import { GrowthBook } from '@growthbook/growthbook';
import { FilterHost } from '@imagehub/filter-host';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtFilter } from '../modules.js';
import { bearer } from '../subjects/token.js';
import { bucketOf, type ModelExperiment, variantOf } from './assignment.js';
import { dependence, strangeness } from './statistics.js';

const PEOPLE = 100_000;

const AB: ModelExperiment = {
  key: 'ab',
  seed: 'ab-1',
  weights: [0.5, 0.5],
  variants: [{ key: 'a' }, { key: 'b' }],
};
const ABC: ModelExperiment = { key: 'abc', variants: [{ key: 'a' }, { key: 'b' }, { key: 'c' }] };
const UNEVEN: ModelExperiment = {
  key: 'uneven',
  weights: [0.1, 0.2, 0.3, 0.4],
  variants: [{ key: 'a' }, { key: 'b' }, { key: 'c' }, { key: 'd' }],
};
const COVERAGES = [0.05, 0.3, 0.31, 0.8, 1];
const RAMP: ModelExperiment[] = COVERAGES.map((coverage) => ({
  key: `ramp-${coverage * 100}`,
  seed: 'ramp',
  coverage,
  weights: [0.4, 0.6],
  variants: [{ key: 'a' }, { key: 'b' }],
}));
const LEFT: ModelExperiment = {
  key: 'left',
  namespace: ['ui', 0, 0.4],
  variants: [{ key: 'a' }, { key: 'b' }],
};
const MIDDLE: ModelExperiment = { key: 'middle', namespace: ['ui', 0.4, 0.5], variants: [{ key: 'a' }] };
const RIGHT: ModelExperiment = {
  key: 'right',
  namespace: ['ui', 0.5, 1],
  coverage: 0.5,
  variants: [{ key: 'a' }, { key: 'b' }],
};

const EXPERIMENTS: ModelExperiment[] = [AB, ABC, UNEVEN, ...RAMP, LEFT, MIDDLE, RIGHT];
/** Experiments by name, each as the filter's configuration has it. */
const FACTORS = {
  key: 'page',
  seed: 'page-1',
  factors: [
    { key: 'colour', variants: [{ key: 'red' }, { key: 'blue' }] },
    { key: 'size', weights: [0.2, 0.3, 0.5], variants: [{ key: 's' }, { key: 'm' }, { key: 'l' }] },
  ],
};
const CONFIGURATION = {
  experiments: [...EXPERIMENTS, FACTORS].map((experiment) => ({ attribute: 'user', ...experiment })),
};

/** Users, whose ids may hold any letters, and visitors, in turn. */
function person(i: number): { value: string; headers: Record<string, string> } {
  if (i % 2 === 0) return { value: `visitor-${i}`, headers: { cookie: `a=b; ih_visitor=visitor-${i}` } };
  const value = i % 20 === 1 ? `Zoë ${i} 日本 😀` : `0197-${i}`;
  return { value, headers: { cookie: 'ih_visitor=shared-computer', authorization: bearer({ sub: value }) } };
}

type Assignments = Record<string, string>;
const people: { value: string; assigned: Assignments }[] = [];

beforeAll(async () => {
  const { module } = await builtFilter('experiments');
  const host = new FilterHost({ module });
  expect(host.configure(CONFIGURATION)).toBe(true);
  for (let i = 0; i < PEOPLE; i++) {
    const { value, headers } = person(i);
    const { upstream } = host.send({ path: '/', headers });
    const pairs = (upstream?.['x-imagehub-experiments'] ?? '').split(', ').map((pair) => pair.split('='));
    people.push({ value, assigned: Object.fromEntries(pairs) });
  }
}, 120_000);

function count(of: (assigned: Assignments) => string | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { assigned } of people) {
    const key = of(assigned) ?? 'none';
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('assignments of 100,000 people', () => {
  test("are those of GrowthBook's model, in every experiment", () => {
    const wrong = people.flatMap(({ value, assigned }) =>
      EXPERIMENTS.filter((experiment) => assigned[experiment.key] !== variantOf(experiment, value)).map(
        ({ key }) => `${value} in ${key}: ${assigned[key]}`,
      ),
    );
    expect(wrong.slice(0, 10)).toEqual([]);
  });

  test("are those of GrowthBook's SDK, for 2,000 of them", () => {
    const growthBook = new GrowthBook({});
    for (const { value, assigned } of people.slice(0, 2_000)) {
      growthBook.setAttributes({ id: value });
      for (const { key, variants, seed = key, ...rest } of EXPERIMENTS) {
        // The SDK takes an experiment of one variant for a mistake.
        if (variants.length < 2) continue;
        const keys = variants.map((variant) => variant.key) as [string, string];
        const result = growthBook.run({ key, seed, hashVersion: 2, variations: keys, ...rest });
        expect([value, key, assigned[key]]).toEqual([
          value,
          key,
          result.inExperiment ? result.value : undefined,
        ]);
      }
    }
  });

  test.each([AB, ABC, UNEVEN])('follow the weights of $key (chi-square)', ({ key, variants, weights }) => {
    const counts = count((assigned) => assigned[key]);
    const observed = variants.map((variant) => counts[variant.key] ?? 0);
    const expected = variants.map((_, i) => PEOPLE * (weights?.[i] ?? 1 / variants.length));
    // Thirds end between two of the 10,000 places: one place more or less is no bias of the filter.
    expect(strangeness(observed, expected, variants.length - 1)).toBeLessThan(1);
  });

  test('are uniform in every tenth of the range', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const { value } of people) {
      const tenth = Math.floor(bucketOf('ab-1', value) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(
      strangeness(
        tenths,
        tenths.map(() => PEOPLE / 10),
        9,
      ),
    ).toBeLessThan(1);
  });

  test('are independent between experiments, and between the factors of one', () => {
    const table = (
      first: (a: Assignments) => string,
      rows: string[],
      second: (a: Assignments) => string,
      columns: string[],
    ) =>
      rows.map((row) =>
        columns.map(
          (column) =>
            people.filter(({ assigned }) => first(assigned) === row && second(assigned) === column).length,
        ),
      );
    const by =
      (key: string) =>
      (assigned: Assignments): string =>
        assigned[key] ?? '';
    const factor =
      (i: number) =>
      (assigned: Assignments): string =>
        (assigned.page ?? '').split('+')[i] ?? '';
    expect(dependence(table(by('ab'), ['a', 'b'], by('abc'), ['a', 'b', 'c']))).toBeLessThan(1);
    expect(dependence(table(factor(0), ['red', 'blue'], factor(1), ['s', 'm', 'l']))).toBeLessThan(1);
    expect(dependence(table(by('ab'), ['a', 'b'], factor(0), ['red', 'blue']))).toBeLessThan(1);
  });

  test('give each cell of a multivariate experiment its share', () => {
    const counts = count((assigned) => assigned.page);
    const cells = ['red+s', 'red+m', 'red+l', 'blue+s', 'blue+m', 'blue+l'];
    expect(Object.keys(counts).toSorted()).toEqual(cells.toSorted());
    const expected = [0.1, 0.15, 0.25, 0.1, 0.15, 0.25].map((share) => share * PEOPLE);
    expect(
      strangeness(
        cells.map((cell) => counts[cell] ?? 0),
        expected,
        5,
      ),
    ).toBeLessThan(1);
  });

  test('stay when the coverage is raised: nobody who takes part is ever moved', () => {
    for (const [i, { key }] of RAMP.entries()) {
      const counts = count((assigned) => assigned[key]);
      const taking = PEOPLE - (counts.none ?? 0);
      expect(Math.abs(taking / PEOPLE - (COVERAGES[i] ?? 0))).toBeLessThan(0.01);
      for (const { assigned } of people) {
        const now = assigned[key];
        const later = assigned[RAMP[i + 1]?.key ?? key];
        if (now !== undefined && now !== later) expect.fail(`${now} has become ${later}`);
      }
    }
  });

  test('exclude each other within a namespace, and leave nobody out whom coverage does not', () => {
    let in_ = 0;
    for (const { assigned } of people) {
      const of = [LEFT, MIDDLE, RIGHT].filter(({ key }) => assigned[key] !== undefined);
      if (of.length > 1) expect.fail(`one person is in ${of.map(({ key }) => key)}`);
      in_ += of.length;
    }
    expect(Math.abs(in_ / PEOPLE - 0.75)).toBeLessThan(0.01);
  });
});
