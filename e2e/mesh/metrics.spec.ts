import { signUp } from '../support/accounts.js';
import { counter } from '../support/counters.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { pull } from '../support/images.js';

test('decisions of the plan-limiter are counted by plan and decision', async ({ picture }) => {
  const limited = { plan: 'personal', decision: 'limited', mode: 'enforce' };
  const before = await counter('image-store-v1', 'plan_limiter_decisions', limited);
  const { token } = await signUp('personal');
  for (let index = 0; index < 12; index += 1) {
    await pull(token, picture, 'w=64&imagehub-variant=renditions:stored');
  }
  await expect.poll(() => counter('image-store-v1', 'plan_limiter_decisions', limited)).toBe(before + 2);
});

test('classes are counted at the edge', async ({ picture }) => {
  const performance = { class: 'performance' };
  const before = await counter('edge', 'class_of_service_requests', performance);
  const { token } = await signUp('enterprise');
  await pull(token, picture);
  await expect.poll(() => counter('edge', 'class_of_service_requests', performance)).toBe(before + 1);
});

test('a visitor is counted once for an exposure, and once for the goal', async ({ picture }) => {
  const { token } = await signUp('team');
  const first = await call('/', { headers: { accept: 'text/html' } });
  const variant = first.headers.get('x-imagehub-experiments')?.replace('gallery=', '') ?? '';
  const cookies = new Map<string, string>();
  const visit = async (path: string, headers: Record<string, string>) => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await call(path, { headers: { ...headers, ...(cookie && { cookie }) } });
    await response.arrayBuffer();
    keep(response);
  };
  const keep = (response: Response) => {
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';', 1)[0] ?? '').split('=', 2);
      cookies.set(name, value);
    }
  };
  keep(first);

  const tags = { experiment: 'gallery', variant };
  const exposures = () => counter('edge', 'experiments_exposures', tags);
  const conversions = () => counter('edge', 'experiments_conversions', { ...tags, goal: 'pull' });
  const before = { exposures: await exposures(), conversions: await conversions() };
  for (let index = 0; index < 5; index += 1) await visit('/', { accept: 'text/html' });
  for (let index = 0; index < 5; index += 1) {
    await visit(`/api/images/${picture.id}/pull?w=64`, { authorization: `Bearer ${token}` });
  }
  await expect.poll(exposures).toBe(before.exposures + 1);
  await expect.poll(conversions).toBe(before.conversions + 1);
});
