import { describe, expect, it } from 'vitest';
import { readQuota } from './quota.js';

const NOW = 1_700_000_000_000;

function read(rateLimit: string, policy?: string) {
  const headers = new Headers({ ratelimit: rateLimit });
  if (policy !== undefined) headers.set('ratelimit-policy', policy);
  return readQuota(headers, NOW);
}

describe('the quota of an answer', () => {
  it('is what its RateLimit fields say', () => {
    expect(read('"personal";r=7;t=23', '"personal";q=10;w=60')).toEqual({
      policy: 'personal',
      remaining: 7,
      limit: 10,
      window: 60,
      resetAt: NOW + 23_000,
    });
  });

  it('is told without its limit where the policy is not', () => {
    expect(read('"team";r=0;t=5')).toMatchObject({ policy: 'team', remaining: 0, limit: undefined });
  });

  it('is that of the policy that refuses first', () => {
    const quota = read('"minute";r=9;t=10, "day";r=2;t=3600', '"minute";q=10;w=60, "day";q=500;w=86400');
    expect(quota).toMatchObject({ policy: 'day', remaining: 2, limit: 500, window: 86_400 });
  });

  it('takes any spelling that RFC 9651 allows', () => {
    expect(read('  "a b\\"c"; r=1;  t=2;pk=:QUJD:  ')).toMatchObject({ policy: 'a b"c', remaining: 1 });
  });

  it.each([
    '',
    '"personal"',
    '"personal";r=-1',
    '"personal";r=1.5',
    '"personal";r="7"',
    'personal;r=7',
    '"x;r=1',
  ])('is unknown when the field says none: %j', (field) => expect(read(field)).toBeUndefined());

  it('is unknown without the field', () => {
    expect(readQuota(new Headers(), NOW)).toBeUndefined();
  });
});
