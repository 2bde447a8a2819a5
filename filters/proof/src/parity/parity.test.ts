import { expect, test } from 'vitest';
import { compareAll } from './parity.js';

const binary = process.env.ENVOY_BIN ?? '';

test.skipIf(binary === '')(
  'the host and a real Envoy with four workers answer and count alike, and as scripted',
  async () => {
    const { requests, metrics } = await compareAll(binary);
    const apart = requests.filter(({ differences }) => differences.length > 0);
    expect(apart.map(({ about, differences }) => [about, ...differences].join('\n'))).toEqual([]);
    expect(metrics.host).toEqual(metrics.envoy);
    expect(requests.length).toBeGreaterThan(40);
    expect(Object.keys(metrics.envoy).length).toBeGreaterThan(10);
  },
  60_000,
);
