/**
 * The answers that this filter gives itself: problem details (RFC 9457) with the fields that go with them.
 */
import { literal, PackedMapWriter, sendLocalResponse, View, Writer } from '@imagehub/filter-sdk/assembly';
import { Plan } from './policy';
import { RATE_LIMIT, RATE_LIMIT_POLICY, rateLimit } from './rate-limit-fields';

const CONTENT_TYPE = literal('content-type');
const PROBLEM = literal('application/problem+json');
const WWW_AUTHENTICATE = literal('www-authenticate');
const BEARER = literal('Bearer');
const RETRY_AFTER = literal('retry-after');

const UNAUTHENTICATED = literal('plan_limiter_unauthenticated');
const FORBIDDEN = literal('plan_limiter_forbidden');
const LIMITED = literal('plan_limiter_limited');

const headers = new PackedMapWriter();
const packed = new Writer(512);
const body = new Writer(512);
const seconds = new Writer(16);

/** 401: no verified token. */
export function sendUnauthenticated(): void {
  body
    .clear()
    .text('{"type":"about:blank","title":"Unauthorized","status":401,')
    .text('"detail":"This route needs a valid access token: log in and send it as Authorization: Bearer."}');
  headers.clear().add(CONTENT_TYPE, PROBLEM).add(WWW_AUTHENTICATE, BEARER);
  send(401, UNAUTHENTICATED);
}

/** 403: a verified token that names no user, or no plan that is known here. */
export function sendForbidden(): void {
  body
    .clear()
    .text('{"type":"about:blank","title":"Forbidden","status":403,')
    .text('"detail":"The access token names no user or no plan that is known here."}');
  headers.clear().add(CONTENT_TYPE, PROBLEM);
  send(403, FORBIDDEN);
}

/** 429: the plan allows no more at present. */
export function sendLimited(plan: Plan, remaining: u64, reset: u64, retryAfter: u64): void {
  body
    .clear()
    .text('{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",')
    .text('"title":"Quota exceeded","status":429,"detail":"Plan ')
    .put(plan.name)
    .text(' allows ')
    .integer(plan.limit)
    .text(' in any ')
    .integer(plan.window)
    .text(' seconds. Try again in ')
    .integer(retryAfter)
    .text(' s.","violated-policies":["')
    .put(plan.name)
    .text('"]}');
  headers
    .clear()
    .add(CONTENT_TYPE, PROBLEM)
    .add(RATE_LIMIT_POLICY, plan.policy.view())
    .add(RATE_LIMIT, rateLimit(plan, remaining, reset))
    .add(RETRY_AFTER, seconds.clear().integer(retryAfter).view());
  send(429, LIMITED);
}

function send(status: i32, details: View): void {
  sendLocalResponse(status, details, headers.into(packed), body.view());
}
