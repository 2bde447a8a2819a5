import { expect, test } from 'vitest';
import { pull } from './limiter.js';
import { Quota } from './quota.js';

test('a thousand users are looked after in the memory that their requests needed', () => {
  const quota = new Quota();
  quota.answer = () => 'reset';
  for (let i = 0; i < 1_000; i++) {
    const exchange = quota.sidecar.open(pull(`user-${i}`, 'team'));
    if (exchange.paused) quota.clock.advance(0.02);
    // Until the ledger is back, all that is admitted is yet to be reported.
    expect(exchange.respond().headers).toMatchObject({ 'x-imagehub-quota': 'local' });
  }
  const before = quota.sidecar.memoryOf();
  quota.clock.advance(0.3);
  expect(quota.sidecar.memoryOf()).toBe(before);
});

test('hundreds who wait are decided on without the ledger in the memory that one needs', () => {
  const quota = new Quota();
  const round = (name: string): number => {
    const open = Array.from({ length: 600 }, (_, i) => quota.sidecar.open(pull(`${name}-${i}`, 'team')));
    expect(open.every(({ paused }) => paused)).toBe(true);
    quota.clock.advance(0.3);
    for (const exchange of open) expect(exchange.respond().status).toBe(200);
    return quota.sidecar.memoryOf();
  };
  // Streams, needs and calls are kept: as many as there will be.
  const before = round('served');
  quota.answer = () => 'reset';
  expect(round('left alone')).toBe(before);
});
