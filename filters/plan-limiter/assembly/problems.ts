/**
 * The answers that this filter gives itself: problem details (RFC 9457) with the fields that go with them.
 */
import { lengthOf, PackedMapWriter, sendLocalResponse, View, Writer } from '@imagehub/filter-sdk/assembly';
import { Plan } from './policy';
import { RATE_LIMIT, RATE_LIMIT_POLICY, rateLimit } from './rate-limit-fields';

const CONTENT_TYPE = 'content-type';
const PROBLEM = 'application/problem+json';
const WWW_AUTHENTICATE = 'www-authenticate';
const BEARER = 'Bearer';
const RETRY_AFTER = 'retry-after';

/** What was decided by, when the ledger had no part in it. */
export const QUOTA = 'x-imagehub-quota';

const UNAVAILABLE = 'plan_limiter_unavailable';
const UNAUTHENTICATED = 'plan_limiter_unauthenticated';
const FORBIDDEN = 'plan_limiter_forbidden';
const LIMITED = 'plan_limiter_limited';

const headers = new PackedMapWriter();
const packed = new Writer(512);
const body = new Writer(512);
const seconds = new Writer(16);

/** 401: no verified token. */
export function sendUnauthenticated(): void {
  body
    .clear()
    .put('{"type":"about:blank","title":"Unauthorized","status":401,')
    .put('"detail":"This route needs a valid access token: log in and send it as Authorization: Bearer."}');
  headers.clear().add(CONTENT_TYPE, PROBLEM).add(WWW_AUTHENTICATE, BEARER);
  send(401, UNAUTHENTICATED);
}

/** 403: a verified token that names no user, or no plan that is known here. */
export function sendForbidden(): void {
  body
    .clear()
    .put('{"type":"about:blank","title":"Forbidden","status":403,')
    .put('"detail":"The access token names no user or no plan that is known here."}');
  headers.clear().add(CONTENT_TYPE, PROBLEM);
  send(403, FORBIDDEN);
}

/** 503: the ledger does not answer, and the configuration refuses then. */
export function sendUnavailable(): void {
  body
    .clear()
    .put('{"type":"about:blank","title":"Service Unavailable","status":503,')
    .put('"detail":"What your plan still allows cannot be told right now. Try again in 1 s."}');
  headers.clear().add(CONTENT_TYPE, PROBLEM).add(RETRY_AFTER, '1').add(QUOTA, 'deny');
  send(503, UNAVAILABLE);
}

/**
 * 429: the plan allows no more at present.
 *
 * @param fallback what was decided by instead of the ledger; empty if the ledger had its part in it
 */
export function sendLimited(plan: Plan, remaining: u64, reset: u64, retryAfter: u64, fallback: View): void {
  body
    .clear()
    .put('{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",')
    .put('"title":"Quota exceeded","status":429,"detail":"Plan ')
    .put(plan.name)
    .put(' allows ')
    .integer(plan.limit)
    .put(' in any ')
    .integer(plan.window)
    .put(' seconds. Try again in ')
    .integer(retryAfter)
    .put(' s.","violated-policies":["')
    .put(plan.name)
    .put('"]}');
  headers
    .clear()
    .add(CONTENT_TYPE, PROBLEM)
    .add(RATE_LIMIT_POLICY, plan.policy.view())
    .add(RATE_LIMIT, rateLimit(plan, remaining, reset))
    .add(RETRY_AFTER, seconds.clear().integer(retryAfter).view());
  if (lengthOf(fallback) > 0) headers.add(QUOTA, fallback);
  send(429, LIMITED);
}

function send(status: i32, details: View): void {
  sendLocalResponse(status, details, headers.into(packed), body.view());
}
