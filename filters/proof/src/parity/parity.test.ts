import { expect, test } from 'vitest';
import { compareAtRandom, compareScript } from './parity.js';

const binary = process.env.ENVOY_BIN ?? '';

test.skipIf(binary === '')(
  'the host and a real Envoy with four workers answer and count alike, and as scripted',
  async () => {
    const { requests, counted } = await compareScript(binary);
    const apart = requests.filter(({ differences }) => differences.length > 0);
    expect(apart.map(({ about, differences }) => [about, ...differences].join('\n'))).toEqual([]);
    expect(counted.host).toEqual(counted.envoy);
    expect(requests.length).toBeGreaterThan(40);
    expect(Object.keys(counted.envoy).length).toBeGreaterThan(10);
  },
  60_000,
);

test.skipIf(binary === '')(
  'the host and a real Envoy agree on 1,000 requests at random',
  async () => {
    const requests = await compareAtRandom(binary, 20_260_101, 1_000);
    const apart = requests.filter(({ differences }) => differences.length > 0);
    expect(apart.slice(0, 3).map(({ about, differences }) => [about, ...differences].join('\n'))).toEqual([]);
    expect(requests.length).toBeGreaterThan(900);
  },
  60_000,
);
