import { expect, test } from 'vitest';
import { randomFrom } from '../seed/random.js';
import { usualMix } from './mix.js';
import { drawParty, requestsPerArrival, type Step, type Visit } from './visits.js';

function parties(count: number, seed = 1): Visit[][] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => drawParty(random, usualMix));
}

test('the same seed gives the same people, who mean to do the same', () => {
  expect(parties(50)).toEqual(parties(50));
  expect(parties(50)).not.toEqual(parties(50, 2));
});

test('as many of each kind come as the mix says, and now and then a crowd', () => {
  const drawn = parties(4000);
  const share = (kind: string) => drawn.filter(([visit]) => visit?.kind === kind).length / drawn.length;
  expect(share('visitor')).toBeCloseTo(0.7, 1);
  expect(share('personal')).toBeCloseTo(0.15, 1);
  expect(share('enterprise')).toBeCloseTo(0.05, 1);
  const crowds = drawn.filter((party) => party.length > 1);
  expect(crowds.length / drawn.length).toBeCloseTo(0.02, 1);
  expect(crowds.flat().every(({ kind, delay }) => kind === 'visitor' && delay <= 5)).toBe(true);
});

test('some of those with a plan of ten a minute want more than that, most do not', () => {
  const personal = parties(4000)
    .flat()
    .filter(({ kind }) => kind === 'personal');
  const eager = personal.filter(({ steps }) => pullsIn(steps) > 10);
  expect(eager.length / personal.length).toBeCloseTo(0.25, 1);
});

test('an arrival is some thirty to sixty requests', () => {
  expect(requestsPerArrival(randomFrom(1), usualMix)).toBeGreaterThan(30);
  expect(requestsPerArrival(randomFrom(1), usualMix)).toBeLessThan(60);
});

function pullsIn(steps: Step[]): number {
  return steps.reduce((sum, step) => sum + (step.act === 'pull' ? step.times : 0), 0);
}
