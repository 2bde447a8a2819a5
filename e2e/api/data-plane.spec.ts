import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { pull } from '../support/images.js';

const servedBy = (response: Response) => response.headers.get('x-imagehub-served-by');
const variants = (response: Response) => response.headers.get('x-imagehub-experiments');

/** Opens the gallery as a browser does. */
async function visit(query = '', headers: Record<string, string> = {}): Promise<Response> {
  const response = await call(`/${query}`, { headers: { accept: 'text/html', ...headers } });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  return response;
}

/** The cookies that an answer sets, as the next request sends them. */
function cookiesOf(response: Response): string {
  const pairs = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  return pairs.join('; ');
}

test.describe('class of service', () => {
  test('an enterprise user is served by the performance tier, others are not', async ({ picture }) => {
    const classes = { personal: 'v1/standard', team: 'v1/standard', enterprise: 'performance/performance' };
    for (const [plan, instance] of Object.entries(classes)) {
      const { token } = await signUp(plan as keyof typeof classes);
      expect(servedBy((await pull(token, picture)).response), plan).toBe(`image-store/${instance}`);
    }
  });

  test('headers that a client makes up change neither class nor version', async ({ picture }) => {
    const { token } = await signUp('personal');
    const response = await call(`/api/images/${picture.id}`, {
      token,
      headers: { 'x-imagehub-class': 'performance', 'x-imagehub-subset-image-store': 'v2' },
    });
    expect(servedBy(response)).toBe('image-store/v1/standard');
    const page = await visit('?imagehub-variant=gallery:grid', { 'x-imagehub-subset-frontend': 'v2' });
    expect(servedBy(page)).toBe('frontend/v1/standard');
  });
});

test.describe('the gallery experiment', () => {
  test('a forced variant is served by its version, for that request', async () => {
    for (const [variant, version] of [
      ['grid', 'v1'],
      ['masonry', 'v2'],
    ]) {
      const page = await visit(`?imagehub-variant=gallery:${variant}`);
      expect(variants(page)).toBe(`gallery=${variant}`);
      expect(servedBy(page)).toBe(`frontend/${version}/standard`);
    }
  });

  test('a visitor keeps the variant over 50 requests, and after logging in', async () => {
    const first = await visit();
    const cookie = cookiesOf(first);
    expect(cookie).toContain('ih_visitor=');
    const { token } = await signUp('personal');
    for (let request = 0; request < 50; request += 1) {
      const authorization = request < 25 ? undefined : `Bearer ${token}`;
      const next = await visit('', { cookie, ...(authorization && { authorization }) });
      expect(variants(next)).toBe(variants(first));
      expect(servedBy(next)).toBe(servedBy(first));
    }
  });

  test('visitors are spread over both variants', async () => {
    const seen = new Map<string | null, number>();
    for (let visitor = 0; visitor < 60; visitor += 1) {
      const variant = variants(await visit());
      seen.set(variant, (seen.get(variant) ?? 0) + 1);
    }
    // Of fair coins, one in 2^59 would have all sixty fall on one side.
    expect([...seen.keys()].sort()).toEqual(['gallery=grid', 'gallery=masonry']);
  });

  test('a visitor is asked to keep one cookie, which scripts cannot read, and only once', async () => {
    const first = await visit();
    const [set = ''] = first.headers.getSetCookie();
    expect(set).toMatch(/^ih_visitor=[\w-]+; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
    const second = await visit('', { cookie: cookiesOf(first) });
    expect(second.headers.getSetCookie().some((cookie) => cookie.startsWith('ih_visitor='))).toBe(false);
  });
});
