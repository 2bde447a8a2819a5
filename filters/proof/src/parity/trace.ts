import { isDeepStrictEqual } from 'node:util';
import type { Expected } from './script.js';

/** What can be seen of one request, as far as filters are concerned. */
export interface Trace {
  status: number;
  headers: Record<string, string>;
  /** The filter's own answer; undefined if the app has answered. */
  body?: string;
  /** The request as the app got it; undefined if it got none. */
  upstream?: Record<string, string>;
  /** Every number of seconds, in the order in which they stood; # is in their place. */
  seconds: number[];
}

/** Headers of a response that filters set or could spoil. */
const OF_RESPONSE =
  /^(ratelimit|ratelimit-policy|retry-after|www-authenticate|content-type|set-cookie|x-.*)$/;
/** Headers of a request likewise. Authorization is not among them: what becomes of it is up to jwt_authn. */
const OF_REQUEST = /^(:method|:path|cookie|accept-language|user-agent|x-imagehub-.*|x-country)$/;
/** What Envoy and the app of these tests add of their own. */
const OF_OTHERS = /^x-(envoy-.*|request-id|forwarded-.*|echo-.*)$/;

const NEW_VISITOR = /(?<=ih_visitor=)[\w-]+/;

/** @param seen everything that came back, headers in lower case */
export function traceOf(seen: {
  status: number;
  headers: Record<string, string | undefined>;
  body?: string | undefined;
  upstream?: Record<string, string | undefined> | undefined;
}): Trace {
  const seconds: number[] = [];
  const redact = (text: string): string =>
    text.replace(/(?<=;t=|"?Try again in |^)\d+(?=$| s\b)/g, (digits) => {
      seconds.push(Number(digits));
      return '#';
    });
  const headers = only(OF_RESPONSE, seen.headers);
  for (const name of ['ratelimit', 'retry-after']) {
    if (headers[name] !== undefined) headers[name] = redact(headers[name]);
  }
  const trace: Trace = { status: seen.status, headers, seconds };
  if (seen.body !== undefined) trace.body = redact(seen.body);
  if (seen.upstream) trace.upstream = only(OF_REQUEST, seen.upstream);
  return NEW_VISITOR.test(headers['set-cookie'] ?? '') ? withoutVisitor(trace) : trace;
}

/** The id of a new visitor is drawn at random, and so are the variants that follow from it. */
function withoutVisitor(trace: Trace): Trace {
  const redact = (headers: Record<string, string>): Record<string, string> => {
    const kept = Object.entries(headers).filter(([name]) => !name.startsWith('x-imagehub-subset-'));
    const named = kept.map(([name, value]) => [name, name === 'x-imagehub-experiments' ? '#' : value]);
    return Object.fromEntries(named);
  };
  const headers = redact(trace.headers);
  headers['set-cookie'] = (headers['set-cookie'] ?? '').replace(NEW_VISITOR, '#');
  return { ...trace, headers, ...(trace.upstream && { upstream: redact(trace.upstream) }) };
}

/** What differs between the host's trace and Envoy's, and between either and what was expected; empty if nothing does. */
export function differences(host: Trace, envoy: Trace, expected: Expected, tolerance: number): string[] {
  const { seconds: atHost, ...stillHost } = host;
  const { seconds: atEnvoy, ...stillEnvoy } = envoy;
  const found: string[] = [];
  if (!isDeepStrictEqual(stillHost, stillEnvoy)) {
    found.push(`the host ${JSON.stringify(stillHost)}`, `Envoy    ${JSON.stringify(stillEnvoy)}`);
  }
  const apart = atHost.some((value, i) => Math.abs(value - (atEnvoy[i] ?? Number.NaN)) > tolerance);
  if (apart || atHost.length !== atEnvoy.length)
    found.push(`seconds ${atHost} at the host, ${atEnvoy} at Envoy`);
  for (const [who, trace] of [
    ['the host', host],
    ['Envoy', envoy],
  ] as const) {
    for (const miss of unmet(trace, expected)) found.push(`${who}: ${miss}`);
  }
  return found;
}

function unmet({ status, headers, upstream = {} }: Trace, expected: Expected): string[] {
  const misses: string[] = [];
  if (status !== (expected.status ?? status)) misses.push(`status ${status}, not ${expected.status}`);
  for (const [what, seen, wanted] of [
    ['response', headers, expected.headers],
    ['upstream', upstream, expected.upstream],
  ] as const) {
    for (const [name, value] of Object.entries(wanted ?? {})) {
      if ((seen[name] ?? null) !== value) misses.push(`${what} ${name} is ${seen[name]}, not ${value}`);
    }
  }
  return misses;
}

function only(wanted: RegExp, headers: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(headers).sort()) {
    const value = headers[name];
    if (value !== undefined && wanted.test(name) && !OF_OTHERS.test(name)) kept[name] = value;
  }
  return kept;
}
