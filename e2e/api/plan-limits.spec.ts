import { changePlan, signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { postImage, pull, pullPath } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { rateLimit } from '../support/rate-limit.js';

const quotaExceeded = 'https://iana.org/assignments/http-problem-types#quota-exceeded';

test('personal: ten pulls, then 429 that says why and until when; on team the new token pulls on', async ({
  picture,
}) => {
  const account = await signUp('personal');
  for (let left = 9; left >= 0; left -= 1) {
    const { status, response } = await pull(account.token, picture);
    expect(status).toBe(200);
    const limit = rateLimit(response.headers);
    expect(limit).toMatchObject({ policy: 'personal', quota: 10, window: 60, remaining: left });
    expect(limit.reset).toBeGreaterThan(0);
  }

  const refused = await call(pullPath(picture), { token: account.token });
  const { policy, remaining, reset = 0, quota, window } = rateLimit(refused.headers);
  expect({ policy, remaining, quota, window }).toEqual({
    policy: 'personal',
    remaining: 0,
    quota: 10,
    window: 60,
  });
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(Number.isInteger(retryAfter)).toBe(true);
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeGreaterThanOrEqual(reset);
  const problem = await expectProblem(refused, 429);
  expect(problem).toMatchObject({ type: quotaExceeded, 'violated-policies': ['personal'] });
  expect(problem.detail).toBeTruthy();

  const upgraded = await changePlan(account, 'team');
  const { status, response } = await pull(upgraded.token, picture);
  expect(status).toBe(200);
  expect(rateLimit(response.headers)).toMatchObject({ policy: 'team', quota: 100 });
});

test('the fields look exactly as the draft writes them', async ({ picture }) => {
  const { token } = await signUp('personal');
  const { headers } = (await pull(token, picture)).response;
  expect(headers.get('ratelimit-policy')).toBe('"personal";q=10;w=60');
  expect(headers.get('ratelimit')).toMatch(/^"personal";r=9;t=\d+$/);
});

test('200 pulls at once by a personal user: exactly 10 succeed', async ({ picture }) => {
  const { token } = await signUp('personal');
  const answers = await Promise.all(Array.from({ length: 200 }, () => pull(token, picture)));
  expect(tally(answers)).toEqual({ 200: 10, 429: 190 });
});

test('two people at once: each has a count of their own', async ({ picture }) => {
  const people = [await signUp('personal'), await signUp('personal')];
  const answers = await Promise.all(
    people.map(({ token }) => Promise.all(Array.from({ length: 30 }, () => pull(token, picture)))),
  );
  expect(answers.map(tally)).toEqual([
    { 200: 10, 429: 20 },
    { 200: 10, 429: 20 },
  ]);
});

test('a second log-in of the same person has no second count', async ({ picture }) => {
  const account = await signUp('personal');
  for (let index = 0; index < 10; index += 1) await pull(account.token, picture);
  const { name, password } = account;
  const login = await call('/api/auth/login', { json: { name, password } });
  const { token } = (await login.json()) as { token: string };
  expect((await pull(token, picture)).status).toBe(429);
});

test('an upload counts as one, and is refused with the rest', async ({ picture }) => {
  const account = await signUp('personal');
  const bytes = await smallPicture(40, 30);
  const uploaded = await postImage(account, bytes);
  expect(uploaded.status).toBe(201);
  expect(rateLimit(uploaded.headers).remaining).toBe(9);
  for (let index = 0; index < 9; index += 1) await pull(account.token, picture);
  const problem = await expectProblem(await postImage(account, bytes), 429);
  expect(problem.type).toBe(quotaExceeded);
});

test('what anyone may see is never counted, also when the plan is used up', async ({ picture }) => {
  const { token } = await signUp('personal');
  for (let index = 0; index < 10; index += 1) await pull(token, picture);
  for (const path of ['/api/images', `/api/images/${picture.id}`, `/api/images/${picture.id}/thumbnail`]) {
    const response = await call(path, { token });
    expect(response.status, path).toBe(200);
    expect(response.headers.has('ratelimit'), path).toBe(false);
    await response.arrayBuffer();
  }
  expect((await pull(token, picture)).status).toBe(429);
});

function tally(answers: { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
