import { describe, expect, it } from 'vitest';
import type { User } from '../api/types.js';
import { createSession, type Session } from './session.js';

const ada: User = { id: '1', name: 'ada', plan: 'personal', role: 'user' };

type Handler = (path: string, request: Request) => Response | Promise<Response>;

/** A session against a hub that answers as the test says, and the list of what it was asked. */
function start(handler: Handler) {
  const asked: string[] = [];
  const baseUrl = 'http://hub.test';
  const fetch = async (request: Request) => {
    const path = request.url.slice(baseUrl.length);
    asked.push([request.method, path, tokenOf(request)].filter(Boolean).join(' '));
    return handler(path, request);
  };
  return { session: createSession({ baseUrl, fetch }), asked };
}

/** A request that any visitor's page makes. */
function ask(session: Session) {
  return session.api.GET('/api/plans');
}

function grant(token: string, user = ada) {
  return Response.json({ user, token, tokenType: 'Bearer', expiresIn: 900 });
}

function problem(status: number, body: object = {}, headers: HeadersInit = {}) {
  return new Response(JSON.stringify({ status, ...body }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}

function tokenOf({ headers }: Request) {
  return headers.get('authorization');
}

describe('a page load', () => {
  it('resumes the session that the browser has a cookie for', async () => {
    const { session, asked } = start(() => grant('t1'));
    await session.resume();
    expect(session.state.get()).toEqual({ status: 'user', user: ada });
    expect(asked).toEqual(['POST /api/auth/refresh']);
  });

  it.each([
    ['there is none', () => problem(401)],
    ['auth is down', () => problem(503)],
    ['there is no network', () => Promise.reject(new TypeError('failed to fetch'))],
  ])('has an anonymous visitor when %s', async (_case, handler) => {
    const { session } = start(handler);
    await session.resume();
    expect(session.state.get()).toEqual({ status: 'anonymous' });
  });
});

describe('an expired token', () => {
  it('is refreshed once for all requests that met it, and each is repeated', async () => {
    const { session, asked } = start((path, request) => {
      if (path === '/api/auth/refresh') return grant('fresh');
      return tokenOf(request) === 'Bearer fresh' ? Response.json({ items: [] }) : problem(401);
    });
    session.accept({ user: ada, token: 'stale' });
    const answers = await Promise.all([ask(session), ask(session), ask(session)]);
    expect(answers.map(({ data }) => data)).toEqual([{ items: [] }, { items: [] }, { items: [] }]);
    expect(asked.filter((line) => line.includes('/refresh'))).toHaveLength(1);
    expect(asked).toHaveLength(7);
  });

  it('is not refreshed again for a request whose second answer is 401 too', async () => {
    const { session, asked } = start((path) =>
      path === '/api/auth/refresh' ? grant('fresh') : problem(401),
    );
    session.accept({ user: ada, token: 'stale' });
    await expect(ask(session)).rejects.toMatchObject({ status: 401 });
    expect(asked).toEqual([
      'GET /api/plans Bearer stale',
      'POST /api/auth/refresh',
      'GET /api/plans Bearer fresh',
    ]);
  });

  it('ends the session when the cookie has ended too', async () => {
    const { session } = start(() => problem(401, { detail: 'This log-in has ended.' }));
    session.accept({ user: ada, token: 'stale' });
    await expect(ask(session)).rejects.toMatchObject({ status: 401 });
    expect(session.state.get()).toEqual({ status: 'anonymous' });
    expect(session.token()).toBeUndefined();
  });

  it('keeps the session when auth cannot be asked', async () => {
    const { session } = start((path) => problem(path === '/api/auth/refresh' ? 503 : 401));
    session.accept({ user: ada, token: 'stale' });
    await expect(ask(session)).rejects.toMatchObject({ status: 503 });
    expect(session.state.get()).toMatchObject({ status: 'user' });
  });

  it('loses no body that the repeated request needs', async () => {
    const bodies: string[] = [];
    const { session } = start(async (path, request) => {
      if (path === '/api/auth/refresh') return grant('fresh');
      bodies.push(await request.text());
      return tokenOf(request) === 'Bearer fresh' ? grant('bigger') : problem(401);
    });
    session.accept({ user: ada, token: 'stale' });
    await session.api.PUT('/api/auth/plan', { body: { plan: 'team' } });
    expect(bodies).toEqual(['{"plan":"team"}', '{"plan":"team"}']);
  });

  it('is no concern of a visitor who has none', async () => {
    const { session, asked } = start(() => problem(401));
    await expect(ask(session)).rejects.toMatchObject({ status: 401 });
    expect(asked).toEqual(['GET /api/plans']);
  });
});

describe('a failed request', () => {
  it('carries the problem: title, detail, fields and when to come back', async () => {
    const body = {
      title: 'Too Many Requests',
      detail: 'The plan allows 10.',
      errors: [{ field: 'query.w', message: 'must be <= 8192' }],
    };
    const { session } = start(() => problem(429, body, { 'retry-after': '23' }));
    await expect(ask(session)).rejects.toMatchObject({
      status: 429,
      title: 'Too Many Requests',
      message: 'The plan allows 10.',
      fields: [{ field: 'w', message: 'must be <= 8192' }],
      retryAfter: 23,
    });
  });

  it('has words even when the answer has none', async () => {
    const { session } = start(() => new Response('upstream connect error', { status: 503 }));
    await expect(ask(session)).rejects.toMatchObject({
      status: 503,
      title: 'The hub answered with status 503',
      message: expect.stringContaining('Try again'),
    });
  });

  it('says that there was no answer', async () => {
    const { session } = start(() => Promise.reject(new TypeError('failed to fetch')));
    await expect(ask(session)).rejects.toMatchObject({ status: 0, title: 'No answer' });
  });
});

describe('the quota', () => {
  const counted = { 'ratelimit-policy': '"personal";q=10;w=60', ratelimit: '"personal";r=0;t=23' };

  it('follows the answers, refused ones too', async () => {
    const { session } = start(() => problem(429, {}, counted));
    session.accept({ user: ada, token: 't' });
    const params = { path: { id: '1' }, query: { w: 8 } };
    await expect(session.api.GET('/api/images/{id}/pull', { params })).rejects.toThrow();
    expect(session.quota.get()).toMatchObject({ policy: 'personal', remaining: 0, limit: 10 });
    expect(session.decisions.get()).toMatchObject([{ admitted: false, remaining: 0, limit: 10 }]);
    expect(session.answers.get()[0]).toMatchObject({ status: 429, path: '/api/images/1/pull?w=8' });
  });

  it('stays over answers that say nothing of it, and ends with the plan', async () => {
    const { session } = start((path) => Response.json({}, { headers: path === '/api/plans' ? counted : {} }));
    session.accept({ user: ada, token: 't' });
    await ask(session);
    await session.api.GET('/api/images/tags', { params: { query: { limit: 1 } } });
    expect(session.quota.get()).toBeDefined();
    session.accept({ user: { ...ada, plan: 'team' }, token: 't2' });
    expect(session.quota.get()).toBeUndefined();
  });
});

it('forgets everything on log-out', async () => {
  const { session } = start(() => new Response(null, { status: 204 }));
  session.accept({ user: ada, token: 't' });
  await session.logOut();
  expect(session.state.get()).toEqual({ status: 'anonymous' });
  expect(session.token()).toBeUndefined();
});
