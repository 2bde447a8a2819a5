import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probabilitiesToBeBest } from './best.js';
import type { Counts } from './counts.js';
import { type Experiment, exposuresNeeded, powerOf, readOut, type Sequence } from './index.js';
import { liftOf } from './lift.js';
import { lookAgain, sequentialP } from './mismatch.js';
import { compare, rateOf } from './proportion.js';

/** Few as well as a thousand million, and rates of 0 and 1 as well as any other. */
const counts = fc
  .record({
    exposures: fc.oneof(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 1, max: 10 ** 9 }),
    ),
    rate: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ exposures, rate }): Counts => ({ exposures, conversions: Math.round(exposures * rate) }));

const others = ({ exposures, conversions }: Counts): Counts => ({
  exposures,
  conversions: exposures - conversions,
});

const factor = (key: string, size: number) => ({
  key,
  variants: Array.from({ length: size }, (_, index) => ({ key: `${key}${index}` })),
});
const factorial: Experiment = { key: 'x', factors: [factor('a', 3), factor('b', 2), factor('c', 2)] };
const combinations = [0, 1, 2].flatMap((a) => [0, 1].flatMap((b) => [0, 1].map((c) => `a${a}+b${b}+c${c}`)));

describe('whatever is counted', () => {
  it('no figure is NaN or infinite, so that all can be sent as JSON', () => {
    const nothing = fc.constant<Counts>({ exposures: 0, conversions: 0 });
    const cells = fc.array(fc.oneof({ weight: 4, arbitrary: counts }, nothing), {
      minLength: 12,
      maxLength: 12,
    });
    fc.assert(
      fc.property(cells, (figures) => {
        const counted = figures.map((figure, index) => ({ variant: combinations[index] ?? '', ...figure }));
        const read = readOut({ experiment: factorial, counts: counted, minimumEffect: 0.1 });
        expect(JSON.parse(JSON.stringify(read))).toEqual(read);
      }),
      { numRuns: 15 },
    );
  });

  it('the order in which it is told does not matter', () => {
    const some = fc
      .tuple(counts, counts, counts)
      .map((figures) => figures.map((figure, index) => ({ variant: `v${index}`, ...figure })));
    const experiment = factor('v', 3);
    fc.assert(
      fc.property(
        some.chain((counted) =>
          fc.tuple(fc.constant(counted), fc.shuffledSubarray(counted, { minLength: 3 })),
        ),
        ([counted, shuffled]) => {
          const read = readOut({ experiment, counts: counted, minimumEffect: 0.1 });
          expect(readOut({ experiment, counts: shuffled, minimumEffect: 0.1 })).toEqual(read);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('a rate is within its interval, which is that of the others upside down', () => {
    fc.assert(
      fc.property(counts, (figures) => {
        const { value = 0, low = 1, high = 0 } = rateOf(figures) ?? {};
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(rateOf(others(figures))?.high).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  it('a test says of two variants exchanged the same, with the other sign', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [there, back] = [compare(a, b), compare(b, a)];
        expect(back?.z).toBeCloseTo(-(there?.z ?? 0), 9);
        expect(back?.p).toBeCloseTo(there?.p ?? 0, 9);
      }),
    );
  });

  it('an interval of the lift holds 0 just when the test finds no difference', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const lift = liftOf(a, b);
        const p = compare(a, b)?.p ?? 1;
        fc.pre(lift !== undefined && Math.abs(p - 0.05) > 1e-6);
        expect(
          ((lift?.low ?? 0) <= 0 && (lift?.high ?? 0) >= 0) || (lift?.high === null && (lift?.low ?? 0) <= 0),
        ).toBe(p > 0.05);
      }),
    );
  });

  it('probabilities to be best add up to 1 and go with their variants', () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 2, maxLength: 6 }), (figures) => {
        const best = probabilitiesToBeBest(figures);
        expect(best.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
        probabilitiesToBeBest(figures.toReversed())
          .toReversed()
          .forEach((part, index) => {
            expect(part).toBeCloseTo(best[index] ?? 0, 10);
          });
      }),
    );
  });

  it('one conversion more makes a variant no less likely to be the best', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        fc.pre(a.conversions < a.exposures);
        const [before = 0] = probabilitiesToBeBest([a, b]);
        const [after = 0] = probabilitiesToBeBest([{ ...a, conversions: a.conversions + 1 }, b]);
        expect(after).toBeGreaterThanOrEqual(before - 1e-10);
      }),
    );
  });

  it('the sequential p never rises again', () => {
    const looks = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 20 });
    const variants = [0.4, 0.6].map((share, level) => ({ key: `${level}`, share, levels: [level] }));
    fc.assert(
      fc.property(looks, (steps) => {
        let sequence: Sequence | undefined;
        let [a, b, p] = [0, 0, 1];
        for (const [more, others] of steps) {
          a += more;
          b += others;
          sequence = lookAgain(sequence, variants, [a, b]);
          expect(sequentialP(sequence)).toBeLessThanOrEqual(p);
          p = sequentialP(sequence);
        }
      }),
    );
  });

  it('an experiment of the size that is needed has the power, and one by a visitor smaller has not', () => {
    const plan = fc.record({
      baseline: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      minimumEffect: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
      significance: fc.constantFrom(0.05, 0.01),
    });
    fc.assert(
      fc.property(plan, fc.constantFrom(0.5, 1, 3), (plan, ratio) => {
        const needed = exposuresNeeded(plan, ratio, 0.8) ?? 0;
        expect(powerOf(plan, needed, needed * ratio)).toBeGreaterThanOrEqual(0.8);
        // To a hair: the size leaves out that an effect may be found with the wrong sign.
        expect(powerOf(plan, needed - 1, (needed - 1) * ratio)).toBeLessThan(0.8 + 1e-5);
      }),
    );
  });
});
