import type { Random } from '../seed/random.js';
import { weighted } from './chance.js';

/** What a client says of itself with each request. */
export type Profile = Record<string, string>;

/** `x-country` is what a CDN before the edge would set. */
const places = [
  { weight: 22, country: 'DE', language: 'de-DE,de;q=0.9,en;q=0.6' },
  { weight: 20, country: 'US', language: 'en-US,en;q=0.9' },
  { weight: 14, country: 'GB', language: 'en-GB,en;q=0.9' },
  { weight: 12, country: 'FR', language: 'fr-FR,fr;q=0.9,en;q=0.5' },
  { weight: 10, country: 'BR', language: 'pt-BR,pt;q=0.9' },
  { weight: 8, country: 'JP', language: 'ja,en;q=0.3' },
  // Two kinds of visitors from one country, since a rule of class-of-service tells them apart.
  { weight: 7, country: 'NZ', language: 'mi-NZ,mi;q=0.9,en-NZ;q=0.6' },
  { weight: 7, country: 'NZ', language: 'en-NZ,en;q=0.9' },
];

const browsers = [
  {
    weight: 40,
    mobile: '?0',
    agent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  },
  {
    weight: 15,
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  },
  {
    weight: 20,
    mobile: '?1',
    agent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  },
  {
    weight: 20,
    agent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  },
  {
    weight: 5,
    agent:
      'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/604.1',
  },
];

export function browserProfile(random: Random): Profile {
  const { country, language } = weighted(random, places);
  const { agent, mobile } = weighted(random, browsers);
  return {
    'user-agent': agent,
    'accept-language': language,
    'x-country': country,
    ...(mobile && { 'sec-ch-ua-mobile': mobile }),
  };
}

/** A program that somebody runs: it says no language. */
export function programProfile(random: Random): Profile {
  return { 'user-agent': 'picture-sync/2.4', 'x-country': weighted(random, places).country };
}

export const crawlerProfile: Profile = {
  'user-agent': 'Mozilla/5.0 (compatible; ExampleBot/1.0; +https://example.com/bot)',
};
