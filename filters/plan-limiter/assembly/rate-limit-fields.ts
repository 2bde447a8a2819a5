/** The fields of draft-ietf-httpapi-ratelimit-headers-10, in the syntax of RFC 9651. */
import { View, Writer } from '@imagehub/filter-sdk/assembly';
import { Plan } from './policy';

export const RATE_LIMIT = 'ratelimit';
export const RATE_LIMIT_POLICY = 'ratelimit-policy';

const field = new Writer(96);

/** `"plan";r=remaining;t=reset`, with `reset` in seconds; valid until the next call. */
export function rateLimit(plan: Plan, remaining: u64, reset: u64): View {
  return field
    .clear()
    .byte(0x22)
    .put(plan.name)
    .put('";r=')
    .integer(remaining)
    .put(';t=')
    .integer(reset)
    .view();
}
