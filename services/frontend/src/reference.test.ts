import { loadEnvironment } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from './app.js';
import { Environment } from './environment.js';

let app: FastifyInstance;

beforeAll(async () => {
  app = await buildApp(loadEnvironment(Environment, { PORT: '0', LOG_LEVEL: 'silent' }));
});
afterAll(() => app.close());

it('gives the API of the hub as one document, once to each client', async () => {
  const response = await app.inject('/api/openapi.json');
  expect(response.statusCode).toBe(200);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  const { openapi, paths } = response.json();
  expect(openapi).toBe('3.1.0');
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/api/auth/login', '/api/plans', '/api/images/{id}/pull', '/api/openapi.json']),
  );
  const again = await app.inject({
    url: '/api/openapi.json',
    headers: { 'if-none-match': String(response.headers.etag) },
  });
  expect(again.statusCode).toBe(304);
  expect(again.body).toBe('');
});

it('shows it on a page that runs its own script and no other', async () => {
  const page = await app.inject('/docs');
  const nonce = page.body.match(/nonce="([^"]+)"/)?.[1];
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+';/);
  expect(policy).toMatch(`style-src 'self' 'nonce-${nonce}'`);
  expect(policy).not.toMatch(/https?:/);

  const script = page.body.match(/src="([^"]+)"/)?.[1] ?? '';
  const headers = { 'accept-encoding': 'br' };
  const answer = await app.inject({ url: script, headers });
  expect(answer.headers['content-type']).toContain('javascript');
  expect(answer.headers['content-encoding']).toBe('br');
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

it('keeps the bytes of that script off every other page', async () => {
  const { body } = await app.inject({ url: '/', headers: { accept: 'text/html' } });
  expect(body).not.toContain('/docs/assets');
});
