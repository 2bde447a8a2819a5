import { type BareItem, type Item, parseList } from 'structured-headers';

/** What an answer told about the caller's plan. */
export interface Quota {
  /** Name of the policy, which is the plan's. */
  policy: string;
  /** Units left now. */
  remaining: number;
  /** Time in ms since the epoch at which more units become available. */
  resetAt: number;
  /** Units the policy grants in one window, where the answer says so. */
  limit: number | undefined;
  /** Length of the window in seconds, where the answer says so. */
  window: number | undefined;
}

/**
 * Reads the fields RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10), which are lists in the
 * syntax of RFC 9651. Of several policies the one with the fewest units left is told: it will refuse first.
 *
 * @param now time of the answer, ms since the epoch; the fields count seconds from then.
 * @returns undefined when the answer has no such field, or none that can be read.
 */
export function readQuota(headers: Headers, now: number): Quota | undefined {
  const policies = parseItems(headers.get('ratelimit-policy'));
  return parseItems(headers.get('ratelimit'))
    .flatMap(([name, parameters]) => {
      const remaining = natural(parameters.get('r'));
      if (typeof name !== 'string' || remaining === undefined) return [];
      const policy = policies.find(([policyName]) => policyName === name)?.[1];
      return {
        policy: name,
        remaining,
        resetAt: now + (natural(parameters.get('t')) ?? 0) * 1000,
        limit: natural(policy?.get('q')),
        window: natural(policy?.get('w')),
      };
    })
    .reduce<Quota | undefined>(
      (least, quota) => (least && least.remaining <= quota.remaining ? least : quota),
      undefined,
    );
}

function parseItems(field: string | null): Item[] {
  if (field === null) return [];
  try {
    return parseList(field).filter((member): member is Item => !Array.isArray(member[0]));
  } catch {
    // RFC 9651, 4.2: a field that does not parse is ignored whole.
    return [];
  }
}

function natural(value: BareItem | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
