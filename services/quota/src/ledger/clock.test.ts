import { expect, test } from 'vitest';
import { SteadyClock } from './clock.js';

/** A machine of which 1,000 ms have passed and whose wall clock shows this. */
const started = (wall: number) => {
  const machine = { steady: 1_000 };
  return {
    machine,
    clock: new SteadyClock(
      () => wall,
      () => machine.steady,
    ),
  };
};

test('starts with the wall clock and then only runs', () => {
  const { machine, clock } = started(50_000);
  machine.steady += 7.5;
  expect(clock.now()).toBe(50_007);
});

test('goes on from the time of an earlier clock when the wall clock was set back', () => {
  const { clock } = started(50_000);
  clock.notBefore(50_100);
  clock.notBefore(60_000);
  clock.notBefore(59_000);
  expect(clock.now()).toBe(60_000);
});

test('ends nothing that an earlier clock granted too early when the wall clock was set forward by 250 ms', () => {
  const { clock } = started(50_250);
  clock.notBefore(40_000);
  clock.notBefore(41_000);
  expect(clock.now()).toBe(50_000);
});
