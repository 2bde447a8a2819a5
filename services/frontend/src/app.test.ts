import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { loadEnvironment } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from './app.js';
import { Environment } from './environment.js';

const SCRIPT = 'console.log("the app");';
const PAGE = `<html><head>
<meta name="imagehub-gallery-layout" content="%GALLERY_LAYOUT%" />
<meta name="imagehub-served-by" content="%SERVED_BY%" />
<meta name="imagehub-class" content="%CLASS%" />
<meta name="imagehub-experiments" content="%EXPERIMENTS%" />
<meta name="imagehub-csp-nonce" nonce="%CSP_NONCE%" />
</head></html>`;
const BROWSER = { accept: 'text/html,application/xhtml+xml,image/avif,*/*;q=0.8' };

let folder: string;
const started: FastifyInstance[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imagehub-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'assets/index-4f2a.js'), SCRIPT);
  await writeFile(join(folder, 'assets/index-4f2a.js.br'), brotliCompressSync(SCRIPT));
});

afterAll(async () => {
  await Promise.all(started.map((app) => app.close()));
  await rm(folder, { recursive: true });
});

async function start(variables: NodeJS.ProcessEnv = {}): Promise<FastifyInstance> {
  const environment = loadEnvironment(Environment, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    WEB_DIR: folder,
    ...variables,
  });
  const app = await buildApp(environment);
  started.push(app);
  return app;
}

describe('a page', () => {
  it.each(['/', '/images/018f-a', '/upload', '/signup', '/login', '/account'])(
    'is served at %s',
    async (url) => {
      const answer = await (await start()).inject({ url, headers: BROWSER });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['x-imagehub-served-by']).toBe('frontend/v1/standard');
    },
  );

  it('carries the layout of its instance without any script', async () => {
    const grid = await (await start()).inject('/');
    const masonry = await (await start({ GALLERY_LAYOUT: 'masonry', SERVICE_VERSION: 'v2' })).inject('/');
    expect(grid.body).toContain('name="imagehub-gallery-layout" content="grid"');
    expect(masonry.body).toContain('name="imagehub-gallery-layout" content="masonry"');
    expect(masonry.headers['x-imagehub-served-by']).toBe('frontend/v2/standard');
  });

  it('repeats what the edge decided, which no script could read else, and nothing that is markup', async () => {
    const headers = {
      ...BROWSER,
      'x-imagehub-class': 'performance',
      'x-imagehub-experiments': 'gallery=masonry',
    };
    const { body } = await (await start()).inject({ url: '/', headers });
    expect(body).toContain('name="imagehub-served-by" content="frontend/v1/standard"');
    expect(body).toContain('name="imagehub-class" content="performance"');
    expect(body).toContain('name="imagehub-experiments" content="gallery=masonry"');
    const hostile = { ...BROWSER, 'x-imagehub-experiments': '"><script src=//x>$&' };
    expect((await (await start()).inject({ url: '/', headers: hostile })).body).not.toMatch(/<script|\$&/);
  });

  it('allows its own files alone, and inline styles by a nonce made for each answer', async () => {
    const app = await start();
    const [first, second] = [await app.inject('/'), await app.inject('/')];
    const nonce = first.body.match(/nonce="([^"]+)"/)?.[1];
    const policy = String(first.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|http:|https:|upgrade-insecure/);
    expect(second.body).not.toContain(nonce);
  });

  it('is refused to a client that takes no HTML', async () => {
    const answer = await (await start()).inject({ url: '/upload', headers: { accept: 'application/json' } });
    expect(answer.statusCode).toBe(406);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
});

describe('an asset', () => {
  it('may be kept for ever', async () => {
    const answer = await (await start()).inject('/assets/index-4f2a.js');
    expect(answer.body).toBe(SCRIPT);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('comes compressed to who can read that', async () => {
    const headers = { 'accept-encoding': 'gzip, deflate, br' };
    const answer = await (await start()).inject({ url: '/assets/index-4f2a.js', headers });
    expect(answer.headers['content-encoding']).toBe('br');
    expect(answer.headers['content-type']).toContain('javascript');
    expect(answer.rawPayload).toEqual(brotliCompressSync(SCRIPT));
  });

  it.each(['/assets/index-old.js', '/assets/../index.html', '/assets/%2e%2e/index.html'])(
    'that does not exist is a problem, not the page: %s',
    async (url) => {
      const answer = await (await start()).inject({ url });
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.headers['cache-control']).toBeUndefined();
    },
  );
});

describe('an unknown address', () => {
  it('is the page, with status 404, to a browser', async () => {
    const answer = await (await start()).inject({ url: '/no/such/page', headers: BROWSER });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it.each([
    ['GET', '/no/such/page', { accept: '*/*' }],
    ['GET', '/api/no-such', BROWSER],
    ['POST', '/', BROWSER],
  ] as const)('is a problem to a program: %s %s', async (method, url, headers) => {
    const answer = await (await start()).inject({ method, url, headers });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 404, title: 'Not Found' });
  });
});

it('does not start without a built web app, and says what to do', async () => {
  await expect(start({ WEB_DIR: join(folder, 'assets') })).rejects.toThrow(
    /web app is not built.*npm run build/,
  );
});
