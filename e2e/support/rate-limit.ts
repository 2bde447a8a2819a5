import { expect } from '@playwright/test';
import { parseList } from 'structured-headers';

export interface RateLimit {
  policy: string;
  /** Units left. */
  remaining: number;
  /** Seconds until there are more; absent when nothing was used. */
  reset: number | undefined;
  /** Units in one window. */
  quota: number;
  /** Seconds. */
  window: number;
}

/**
 * Reads RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10), strictly as RFC 9651 lists of
 * strings with integer parameters. Fails the test when an answer has none.
 */
export function rateLimit(headers: Headers): RateLimit {
  const [policy, limits] = onlyItem(headers, 'ratelimit-policy');
  const [name, left] = onlyItem(headers, 'ratelimit');
  expect(name, 'policy that RateLimit speaks of').toBe(policy);
  return {
    policy,
    remaining: natural(left.get('r'), 'r'),
    reset: left.has('t') ? natural(left.get('t'), 't') : undefined,
    quota: natural(limits.get('q'), 'q'),
    window: natural(limits.get('w'), 'w'),
  };
}

/** Quota of the policy that an answer names, if it names one. */
export function quotaOf(headers: Headers): number | undefined {
  return headers.has('ratelimit-policy') ? rateLimit(headers).quota : undefined;
}

function onlyItem(headers: Headers, field: string): [string, Map<string, unknown>] {
  const value = headers.get(field);
  if (value === null) throw new Error(`the answer has no ${field}`);
  const [[name, parameters] = []] = parseList(value);
  expect(typeof name, `${field}: ${value}`).toBe('string');
  return [name as string, parameters as Map<string, unknown>];
}

function natural(value: unknown, name: string): number {
  expect(Number.isInteger(value) && (value as number) >= 0, `parameter ${name} is ${value}`).toBe(true);
  return value as number;
}
