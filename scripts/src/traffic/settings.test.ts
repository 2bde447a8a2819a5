import { expect, test } from 'vitest';
import { readSettings } from './settings.js';

test('what is not said has a default, and the seed is a new one', () => {
  const settings = readSettings([]);
  expect(settings).toMatchObject({ target: undefined, rate: 10, duration: Number.POSITIVE_INFINITY });
  expect(settings?.seed).toSatisfy(Number.isInteger);
});

test.each([
  ['90', 90_000],
  ['1.5s', 1_500],
  ['10m', 600_000],
  ['2h', 7_200_000],
])('--duration %s is %i ms', (text, ms) => {
  expect(readSettings(['--duration', text])?.duration).toBe(ms);
});

test('of an address only the origin counts', () => {
  expect(readSettings(['--target', 'http://127.0.0.1:8080/'])?.target).toBe('http://127.0.0.1:8080');
});

test.each([
  ['--target=localhost:8080', '--target wants the address of a hub, not "localhost:8080"'],
  ['--rate=0', '--rate wants 0.1 to 500 requests a second, not "0"'],
  ['--rate=fast', '--rate wants 0.1 to 500 requests a second, not "fast"'],
  ['--duration=5d', '--duration wants a time of at most ten days, not "5d"'],
  ['--concurrency=1000', '--concurrency wants 1 to 256, not "1000"'],
  ['--seed=1.5', '--seed wants a whole number, not "1.5"'],
])('%s is refused with a line that says why', (argument, message) => {
  expect(() => readSettings([argument])).toThrow(message);
});
