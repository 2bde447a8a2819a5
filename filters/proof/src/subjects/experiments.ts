import type { Subject } from './subject.js';
import { bearer } from './token.js';

const VISITOR = 'ih_visitor=01970000-0000-7000-8000-000000000001';

export const experiments: Subject = {
  name: 'experiments',
  configurations: [
    {
      visitor: { cookie: 'ih_visitor', maxAge: 31_536_000 },
      experiments: [
        {
          key: 'gallery',
          seed: 'gallery-1',
          attribute: 'visitor',
          coverage: 1,
          weights: [0.5, 0.5],
          variants: [{ key: 'grid' }, { key: 'masonry', route: { frontend: 'v2' } }],
        },
      ],
      goals: [{ key: 'pull', method: 'GET', path: '/api/images/*/pull' }],
    },
    {
      experiments: [
        {
          key: 'hero',
          attribute: 'user',
          coverage: 1,
          namespace: ['ui', 0, 1],
          targeting: {
            country: ['NZ', 'DE'],
            language: ['mi', 'de'],
            device: ['desktop', 'mobile', 'unknown'],
          },
          variants: [
            { key: 'a', route: { frontend: 'v1', 'image-store': 'v2' } },
            { key: 'b' },
            { key: 'c' },
          ],
        },
        { key: 'banner', coverage: 0.3, targeting: { plan: ['team'] }, variants: [{ key: 'on' }] },
      ],
    },
    {
      visitor: { cookie: 'who' },
      experiments: [
        {
          key: 'page',
          seed: 'page-2',
          factors: [
            { key: 'colour', weights: [0.2, 0.8], variants: [{ key: 'red' }, { key: 'blue' }] },
            {
              key: 'size',
              variants: [{ key: 'small' }, { key: 'big', route: { frontend: 'v2' } }, { key: 'huge' }],
            },
          ],
        },
      ],
      goals: [
        { key: 'list', method: 'GET', path: '/api/images' },
        { key: 'upload', method: 'POST', path: '/api/images' },
      ],
    },
  ],
  beyondSchema:
    /must begin before it ends|must have one weight for each variant|must add up to 1|is the key of another one|stands beside factors|make more than 64 combinations/,
  telltale: (turn) => ({
    path: `/?turn=${turn}`,
    headers: { 'x-country': 'NZ', 'accept-language': 'mi', cookie: `${VISITOR}; who=telltale` },
  }),
  requests: [
    {
      path: '/',
      headers: {
        cookie: VISITOR,
        'x-request-id': 'a',
        'x-country': 'de',
        'accept-language': 'de-AT,en;q=0.1',
      },
    },
    { path: '/', headers: { 'x-request-id': '7f1e', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' } },
    { path: '/api/images/1/pull', headers: { cookie: `${VISITOR}; ih_visitor_seen=AAAA` } },
    {
      path: '/api/images',
      headers: { authorization: bearer({ sub: 'ada', plan: 'team' }), cookie: 'who=me; who_seen=x' },
    },
    { path: '/api/images', method: 'POST', headers: { cookie: 'who=me; ih_visitor=me' } },
    { path: '/?imagehub-variant=gallery:masonry,page:red%2Bbig&x=1', headers: { cookie: VISITOR } },
    {
      path: '/?a&b=&imagehub-variant=hero%3Ab',
      headers: { 'x-imagehub-experiments': 'gallery=grid', 'x-imagehub-subset-frontend': 'v9' },
    },
  ],
  words: [
    'visitor',
    'cookie',
    'maxAge',
    'experiments',
    'key',
    'seed',
    'attribute',
    'user',
    'coverage',
    'weights',
    'namespace',
    'targeting',
    'variants',
    'factors',
    'route',
    'frontend',
    'goals',
    'method',
    'path',
    'gallery',
    'grid',
    'masonry',
    'page',
    'red+big',
    'imagehub-variant=',
    ':',
    ',',
    '+',
    'ih_visitor',
    '_seen',
    'who',
    'sub',
    'plan',
    'team',
  ],
};
