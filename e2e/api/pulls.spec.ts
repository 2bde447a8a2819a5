import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { type Account, signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { pull, pullPath } from '../support/images.js';
import { rateLimit } from '../support/rate-limit.js';

let account: Account;
test.beforeAll(async () => {
  account = await signUp('team');
});

const badQueries: [query: string, field: string][] = [
  ['w=0', 'query.w'],
  ['w=-1', 'query.w'],
  ['w=1.5', 'query.w'],
  ['w=abc', 'query.w'],
  ['w=', 'query.w'],
  ['w=1e9', 'query.w'],
  ['w=999999999999999999999', 'query.w'],
  ['w=100000', 'query.w'],
  ['h=100000', 'query.h'],
  ['h=NaN', 'query.h'],
  ['w=10&w=20', 'query.w'],
  ['w=64&h=64&fit=stretch', 'query.fit'],
  ['format=bmp', 'query.format'],
  ['format=svg', 'query.format'],
  ['format=../../etc/passwd', 'query.format'],
  ['quality=0', 'query.quality'],
  ['quality=101', 'query.quality'],
  ['width=64', 'query.width'],
];

test.describe('a pull is refused, and the field named, with', () => {
  for (const [query, field] of badQueries) {
    test(query, async ({ picture }) => {
      const problem = await expectProblem(
        await call(pullPath(picture, query), { token: account.token }),
        400,
      );
      expect(problem.errors?.map((error) => error.field)).toContain(field);
    });
  }
});

test('an absurd size is answered with the bound', async ({ picture }) => {
  for (const query of ['w=100000', 'w=2000000000', 'h=100000', 'w=0']) {
    const problem = await expectProblem(await call(pullPath(picture, query), { token: account.token }), 400);
    expect(problem.errors?.[0]?.message, query).toMatch(/\d+/);
    expect(problem.detail, query).toMatch(/\d+/);
  }
});

test('the largest size that is allowed is served', async ({ picture }) => {
  const refusal = await expectProblem(
    await call(pullPath(picture, 'w=100000'), { token: account.token }),
    400,
  );
  const bound = Number(refusal.detail?.match(/\d[\d,]*/)?.[0].replaceAll(',', ''));
  expect(bound).toBeGreaterThanOrEqual(1000);
  const { status, bytes } = await pull(account.token, picture, `w=${bound}&h=${bound}&format=webp`);
  expect(status).toBe(200);
  expect((await sharp(bytes).metadata()).width, 'no pixels are invented').toBe(picture.width);
});

const unknownIds: Record<string, string> = {
  'that nothing has': '0192f0c1-2f3a-7c4d-8e5f-0123456789ab',
  'of no form': 'no-id',
  'of one letter': 'x',
  'of 90 letters': 'x'.repeat(90),
  'with a quote and SQL': '%27%20OR%20%271%27=%271',
  'with a number': '1',
  'in another script': '%E9%9B%A8',
};

test.describe('404 for an id', () => {
  for (const [name, id] of Object.entries(unknownIds)) {
    test(name, async () => {
      const path = `/api/images/${id}`;
      const { token } = account;
      await expectProblem(await call(path), 404);
      await expectProblem(await call(`${path}/thumbnail`), 404);
      await expectProblem(await call(`${path}/pull?w=64`, { token }), 404);
      await expectProblem(await call(`${path}/original`, { token }), 404);
      await expectProblem(await call(path, { method: 'DELETE', token }), 404);
    });
  }
});

test('an id that no address can hold is refused before anything looks for it', async () => {
  for (const id of ['x'.repeat(5_000), '%00', '%ff']) {
    await expectProblem(await call(`/api/images/${id}`), 400, 404, 414);
    await expectProblem(await call(`/api/images/${id}/pull`, { token: account.token }), 400, 404, 414);
  }
});

test('a list with a bad cursor or limit is refused, and says which', async () => {
  for (const [query, field] of [
    ['cursor=nonsense', 'query.cursor'],
    ['cursor=%00', 'query.cursor'],
    ['limit=0', 'query.limit'],
    ['limit=100000', 'query.limit'],
    ['limit=many', 'query.limit'],
  ] as const) {
    const problem = await expectProblem(await call(`/api/images?${query}`), 400);
    expect(
      problem.errors?.map((error) => error.field),
      query,
    ).toContain(field);
  }
});

test('a search is text, whatever it holds', async () => {
  for (const q of ["'; DROP TABLE images; --", '%', '_', '\\', 'x'.repeat(100), '<script>', '🌧']) {
    const response = await call(`/api/images?q=${encodeURIComponent(q)}`);
    expect(response.status, q).toBe(200);
    await response.arrayBuffer();
  }
});

test.describe('an original', () => {
  test('comes whole or in parts, and is not sent again to whoever has it', async ({ picture }) => {
    const { token } = account;
    const get = async (headers: Record<string, string> = {}) => {
      const response = await call(picture.links.original, { token, headers });
      return { response, bytes: Buffer.from(await response.arrayBuffer()) };
    };
    const whole = await get();
    const etag = whole.response.headers.get('etag') ?? '';
    expect(whole.response.status).toBe(200);
    expect(whole.bytes.length).toBe(picture.bytes);
    expect(etag).toBe(`"${createHash('sha256').update(whole.bytes).digest('hex')}"`);
    expect(whole.response.headers.get('accept-ranges')).toBe('bytes');

    const part = await get({ range: 'bytes=100-199', 'if-range': etag });
    expect(part.response.status).toBe(206);
    expect(part.response.headers.get('content-range')).toBe(`bytes 100-199/${picture.bytes}`);
    expect(part.bytes.equals(whole.bytes.subarray(100, 200))).toBe(true);
    expect((await get({ range: 'bytes=100-199', 'if-range': '"other"' })).response.status).toBe(200);
    expect((await get({ 'if-none-match': etag })).response.status).toBe(304);
    const behind = await call(picture.links.original, {
      token,
      headers: { range: `bytes=${picture.bytes}-` },
    });
    expect(behind.headers.get('content-range')).toBe(`bytes */${picture.bytes}`);
    await expectProblem(behind, 416);
  });

  test('takes one of the plan, and a token', async ({ picture }) => {
    const { token } = await signUp('personal');
    const response = await call(picture.links.original, { token });
    expect(rateLimit(response.headers).remaining).toBe(9);
    await response.arrayBuffer();
    await expectProblem(await call(picture.links.original), 401);
  });
});
