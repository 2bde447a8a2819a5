import { afterEach, expect, it } from 'vitest';
import { startTestApp } from './testing.js';
import { warmUp } from './warm-up.js';

let close: () => Promise<unknown> = async () => {};
afterEach(() => close());

it('a ledger makes its first calls itself, and they are nobody’s', async () => {
  const app = await startTestApp();
  close = () => app.close();
  await warmUp(app);
  const { body } = await app.inject('/metrics');
  expect(body).toMatch(/^quota_store_seconds_count\{[^}]*\} 100$/m);
  expect(body).toMatch(/^quota_people\S* 0$/m);
});

it('a ledger whose store is away listens all the same', async () => {
  const app = await startTestApp({ REDIS_URL: 'redis://127.0.0.1:1' });
  close = () => app.close();
  await warmUp(app);
  const { statusCode } = await app.inject({ method: 'POST', url: '/v1/leases', payload: {} });
  expect(statusCode).toBe(400);
});
