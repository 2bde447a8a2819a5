import { Clock } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';

describe('a clock', () => {
  test('runs timers at their time and in their order, those that timers set among them', () => {
    const clock = new Clock(1_000);
    const ran: string[] = [];
    const note = (what: string): void => void ran.push(`${what} at ${clock.now / 1_000_000n}`);
    clock.after(30, () => note('third'));
    clock.after(10, () => {
      note('first');
      clock.after(10, () => note('second'));
      clock.after(100, () => note('too late'));
    });
    clock.advance(0.05);
    expect(ran).toEqual(['first at 1010', 'second at 1020', 'third at 1030']);
    expect(clock.now).toBe(1_050_000_000n);
  });

  test('that is set leaves timers alone', () => {
    const clock = new Clock();
    let ran = 0;
    const cancel = clock.after(1_000, () => ran++);
    clock.after(1_000, () => ran++);
    clock.now += 3_600_000_000_000n;
    clock.advance(-3_600);
    expect(ran).toBe(0);
    cancel();
    clock.advance(1);
    expect(ran).toBe(1);
  });

  test('has others beside it, for which the same time passes', () => {
    const clock = new Clock(1_000);
    const ahead = clock.beside(250);
    const ran: bigint[] = [];
    ahead.after(1.5, () => ran.push(ahead.now, clock.now));
    clock.advance(0.002);
    expect(ran).toEqual([1_251_500_000n, 1_001_500_000n]);
    ahead.now -= 500_000_000n;
    expect([ahead.now, clock.now]).toEqual([752_000_000n, 1_002_000_000n]);
    expect([ahead.elapsed, clock.elapsed]).toEqual([2, 2]);
    clock.advance(-60);
    expect([ahead.now, clock.elapsed]).toEqual([752_000_000n, 2]);
  });
});
