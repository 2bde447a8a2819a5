import { readFileSync } from 'node:fs';
import { FilterHost } from '@imagehub/filter-host';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { GALLERY, module, PALETTE, PULL } from './experiments.js';

describe('a bad configuration is refused, naming the field', () => {
  const schema = new Ajv().compile(
    JSON.parse(readFileSync(new URL('../schema.json', import.meta.url), 'utf8')),
  );
  const host = new FilterHost({ module });
  const refusal = (configuration: unknown): string | undefined => {
    host.logs.length = 0;
    return host.configure(configuration) ? undefined : host.logs[0]?.message;
  };
  const one = (change: object): object => ({ experiments: [{ ...GALLERY, ...change }] });

  test.each([
    [{}, 'experiments: must be a list'],
    [{ experiments: [], goal: [] }, 'goal: is not a known setting'],
    [{ experiments: [], visitor: { cookie: 'a b' } }, /^visitor\.cookie: /],
    [{ experiments: [], visitor: { maxAge: 0 } }, /^visitor\.maxAge: /],
    [one({ key: '' }), /^experiments\[0\]\.key: /],
    [one({ variant: [] }), 'experiments[0].variant: is not a known setting'],
    [one({ attribute: 'session' }), 'experiments[0].attribute: must be one of visitor, user'],
    [one({ coverage: 1.1 }), 'experiments[0].coverage: must be a number from 0 to 1'],
    [one({ weights: [0.5, -0.5] }), 'experiments[0].weights[1]: must be a number from 0 to 1'],
    [one({ namespace: ['ui', 0] }), 'experiments[0].namespace: must have from 3 to 3 items'],
    [one({ targeting: { city: ['Wien'] } }), 'experiments[0].targeting.city: is not a known setting'],
    [one({ variants: [] }), 'experiments[0].variants: must have from 1 to 16 items'],
    [
      one({ variants: [{ key: 'a' }, { key: 'b', route: { Frontend: 'v2' } }] }),
      /^experiments\[0\]\.variants\[1\]\.route\.Frontend: /,
    ],
    [one({ variants: [{ key: 'a' }, { key: 'b', route: {} }] }), /^experiments\[0\]\.variants\[1\]\.route: /],
    [one({ factors: PALETTE.factors }), 'experiments[0].variants: stands beside factors'],
    [
      { experiments: [{ key: 'p', factors: [PALETTE.factors[0]] }] },
      'experiments[0].factors: must have from 2 to 4 items',
    ],
    [{ experiments: [], goals: [{ key: 'g', method: 'GET', path: 'x' }] }, /^goals\[0\]\.path: /],
  ])('%j', (configuration, message) => {
    if (typeof message === 'string') expect(refusal(configuration)).toBe(message);
    else expect(refusal(configuration)).toMatch(message);
    expect(schema(configuration)).toBe(false);
  });

  test.each([
    [one({ weights: [1] }), 'experiments[0].weights: must have one weight for each variant'],
    [one({ weights: [0.5, 0.4] }), 'experiments[0].weights: must add up to 1'],
    [one({ namespace: ['ui', 0.5, 0.5] }), 'experiments[0].namespace: must begin before it ends'],
    [{ experiments: [GALLERY, GALLERY] }, 'experiments[1].key: is the key of another one'],
    [
      {
        experiments: [
          {
            key: 'p',
            factors: [16, 5].map((n, i) => ({
              key: `f${i}`,
              variants: Array.from({ length: n }, (_, k) => ({ key: `v${k}` })),
            })),
          },
        ],
      },
      'experiments[0].factors: make more than 64 combinations',
    ],
  ])('%j, which no schema can see', (configuration, message) => {
    expect(refusal(configuration)).toBe(message);
  });

  test('and a good one is good by the schema too', () => {
    const configuration = {
      visitor: { cookie: 'ih_visitor', maxAge: 31536000 },
      experiments: [
        { ...GALLERY, namespace: ['ui', 0, 1], targeting: { plan: ['personal', 'team'] } },
        PALETTE,
      ],
      goals: [PULL],
    };
    expect(refusal(configuration)).toBeUndefined();
    expect(schema(configuration)).toBe(true);
  });
});
