import { expect, test } from 'vitest';
import { compareAll } from './parity.js';

const binary = process.env.ENVOY_BIN ?? '';

test.skipIf(binary === '')(
  'every scripted request is answered alike by the host and by a real Envoy, and as expected',
  async () => {
    const compared = await compareAll(binary);
    const apart = compared.filter(({ differences }) => differences.length > 0);
    expect(apart.map(({ about, differences }) => [about, ...differences].join('\n'))).toEqual([]);
    expect(compared.length).toBeGreaterThan(30);
  },
  60_000,
);
