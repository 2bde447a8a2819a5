import type { RequestInit } from '@imagehub/filter-host';
import type { Subject } from './subject.js';
import { bearer } from './token.js';

const MAORI = { 'x-country': 'NZ', 'accept-language': 'mi, en;q=0.5' };
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1';

export const classOfService: Subject = {
  name: 'class-of-service',
  configurations: [
    {
      default: 'standard',
      rules: [
        { class: 'performance', when: { plan: ['enterprise'] } },
        { class: 'performance', when: { country: ['NZ'], language: ['mi'] } },
        { class: 'performance', when: { activity: { requests: 50, window: 60 } } },
      ],
    },
    {
      default: 'economy',
      countryHeader: 'x-geo',
      visitorCookie: 'visitor',
      rules: [
        {
          class: 'standard',
          when: { device: ['mobile', 'tablet', 'bot', 'desktop', 'unknown'], plan: ['free'] },
        },
      ],
    },
    {
      default: 'standard',
      rules: [
        { class: 'active', when: { activity: { requests: 1, window: 1 }, language: ['en', 'mi', 'de'] } },
        { class: 'performance', when: { activity: { requests: 2, window: 3600 } } },
      ],
    },
  ],
  beyondSchema: /is the fifth different window|must be in lower case/,
  telltale: (turn) => ({ path: '/', headers: { ...MAORI, cookie: `ih_visitor=telltale-${turn}` } }),
  requests: [
    { path: '/', headers: { ...MAORI, 'user-agent': PHONE, cookie: 'a=b; ih_visitor=0197-1; c="d"' } },
    { path: '/api/images', headers: { authorization: bearer({ sub: 'ada', plan: 'enterprise' }) } },
    {
      path: '/api/images',
      headers: { authorization: bearer({ sub: 'bob', plan: 'personal' }), 'x-geo': 'de' },
    },
    { path: '/', headers: { 'x-imagehub-class': 'performance', 'x-imagehub-subset-frontend': 'v2' } },
    {
      path: '/',
      headers: {
        'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)',
        'accept-language': '*;q=0.1, en-NZ',
      },
    },
    { path: '/' },
  ] satisfies RequestInit[],
  words: [
    'default',
    'rules',
    'class',
    'when',
    'plan',
    'country',
    'language',
    'device',
    'activity',
    'requests',
    'window',
    'standard',
    'performance',
    'enterprise',
    'NZ',
    'mi',
    'en-NZ',
    ';q=0.5',
    ';q=1.001',
    '*',
    'mobile',
    'Mobile',
    'bot',
    'iPad',
    'Android',
    'ih_visitor',
    'sub',
    'x-country',
  ],
};
