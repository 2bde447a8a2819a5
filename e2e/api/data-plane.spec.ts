import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { pull, pullPath } from '../support/images.js';
import { rateLimit } from '../support/rate-limit.js';

const servedBy = (response: Response) => response.headers.get('x-imagehub-served-by');

/** The variant of one experiment that an answer names. */
function variantOf(response: Response, experiment: string): string | undefined {
  const pairs = response.headers.get('x-imagehub-experiments')?.split(', ') ?? [];
  return pairs.find((pair) => pair.startsWith(`${experiment}=`))?.slice(experiment.length + 1);
}

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
    const tiers = { personal: /\/standard$/, team: /\/standard$/, enterprise: /\/performance\/performance$/ };
    for (const [plan, tier] of Object.entries(tiers)) {
      const { token } = await signUp(plan as keyof typeof tiers);
      expect(servedBy((await pull(token, picture)).response), plan).toMatch(tier);
    }
  });

  test('visitors of a country who read its language are served by the performance tier', async () => {
    const servedTo = async (country: string, language: string) => {
      const headers = { 'x-country': country, 'accept-language': language };
      return servedBy(await call('/api/images?limit=1', { headers }));
    };
    expect(await servedTo('NZ', 'mi-NZ, en;q=0.8')).toBe('image-store/performance/performance');
    expect(await servedTo('NZ', 'en, mi;q=0.8')).toBe('image-store/v1/standard');
    expect(await servedTo('AU', 'mi')).toBe('image-store/v1/standard');
  });

  test('a visitor who is as active as fifty requests a minute is served by the performance tier', async () => {
    const cookie = cookiesOf(await visit());
    const instances: (string | null)[] = [];
    for (let request = 1; request <= 50; request += 1) {
      const response = await call('/api/images?limit=1', { headers: { cookie } });
      await response.arrayBuffer();
      instances.push(servedBy(response));
    }
    expect(new Set(instances.slice(0, 49))).toEqual(new Set(['image-store/v1/standard']));
    expect(instances[49]).toBe('image-store/performance/performance');
  });

  test('headers that a client makes up change neither class nor version', async ({ picture }) => {
    const { token } = await signUp('personal');
    const response = await call(`/api/images/${picture.id}?imagehub-variant=renditions:stored`, {
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
      expect(variantOf(page, 'gallery')).toBe(variant);
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
      expect(variantOf(next, 'gallery')).toBe(variantOf(first, 'gallery'));
      expect(servedBy(next)).toBe(servedBy(first));
    }
  });

  test('visitors are spread over both variants', async () => {
    const seen = new Set<string | undefined>();
    for (let visitor = 0; visitor < 60; visitor += 1) seen.add(variantOf(await visit(), 'gallery'));
    // Of fair coins, one in 2^59 would have all sixty fall on one side.
    expect([...seen].sort()).toEqual(['grid', 'masonry']);
  });

  test('a visitor is asked to keep one cookie, which scripts cannot read, and only once', async () => {
    const first = await visit();
    const [set = ''] = first.headers.getSetCookie();
    expect(set).toMatch(/^ih_visitor=[\w-]+; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
    const second = await visit('', { cookie: cookiesOf(first) });
    expect(second.headers.getSetCookie().some((cookie) => cookie.startsWith('ih_visitor='))).toBe(false);
  });
});

test.describe('the renditions experiment', () => {
  const instances: Record<string, string> = {
    stored: 'image-store/v1/standard',
    negotiated: 'image-store/v2/standard',
    fast: 'image-store/performance/performance',
  };

  test('a person keeps the variant on every device, and is served by its instance', async ({ picture }) => {
    const { token } = await signUp('personal');
    const variant = variantOf((await pull(token, picture)).response, 'renditions') ?? '';
    expect(['stored', 'negotiated']).toContain(variant);
    for (const path of ['/api/images?limit=1', `/api/images/${picture.id}`, pullPath(picture)]) {
      const response = await call(path, { token });
      await response.arrayBuffer();
      expect(variantOf(response, 'renditions'), path).toBe(variant);
      expect(servedBy(response), path).toBe(instances[variant]);
    }
  });

  test('any variant can be asked for, and the plan stays one', async ({ picture }) => {
    const { token } = await signUp('personal');
    for (const [index, [variant, instance]] of Object.entries(instances).entries()) {
      const { response } = await pull(token, picture, `w=64&imagehub-variant=renditions:${variant}`);
      expect(response.status, variant).toBe(200);
      expect(servedBy(response)).toBe(instance);
      expect(rateLimit(response.headers).remaining, variant).toBe(9 - index);
    }
  });

  test('is none for who pays for the performance tier, or has no account', async ({ picture }) => {
    const { token } = await signUp('enterprise');
    expect(variantOf((await pull(token, picture)).response, 'renditions')).toBeUndefined();
    expect(variantOf(await visit(), 'renditions')).toBeUndefined();
  });
});
