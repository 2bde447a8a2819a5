/** What the fuzzer feeds to a filter: valid things of its business, mutated. */
import type { Reaction, RequestInit, ResponseInit } from '@imagehub/filter-host';
import type { Json } from '../json.js';
import type { Subject } from '../subjects/subject.js';
import { mutateClaims } from './claims.js';
import { mutateJson, mutateText } from './mutate.js';
import type { Random } from './random.js';
import { mutateToken } from './tokens.js';

export type Input =
  | { kind: 'configuration'; configuration: Uint8Array }
  | { kind: RequestKind; request: RequestInit; response: ResponseInit }
  /** Users whose requests come at once, and what makes of good answers to their calls the ones that the filter gets. */
  | { kind: 'answer'; users: string[]; tamper: (good: Json) => Reaction };

export const REQUEST_KINDS = ['path', 'headers', 'cookie', 'token', 'claims'] as const;
type RequestKind = (typeof REQUEST_KINDS)[number];

/** Bytes that mean something to some parser on the way. */
const SYNTAX: readonly string[] = [
  ...'/%?#;\\.*&=,:"{}[] \t\0\x7f\xff',
  '..',
  '%2f',
  '%2F',
  '%5c',
  '%2e%2e',
  '%00',
  '%',
  '%2',
  '%zz',
  '%25',
  '//',
  '://',
  '; ',
  '==',
  '\\u0000',
  '\\ud800',
  '\\"',
  '1e9',
  '-0',
  'null',
  'true',
  '\xc3\xa9',
  '\xf0\x9f\x98\x80',
  '\xed\xa0\x80',
  'x'.repeat(300),
];

const METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'get',
  '',
  'G'.repeat(300),
];

const HEADERS: readonly string[] = [
  'cookie',
  'authorization',
  'accept',
  'accept-language',
  'user-agent',
  'referer',
  'x-forwarded-for',
  'x-country',
  'x-imagehub-class',
  'x-imagehub-experiments',
  'x-imagehub-subset-frontend',
  'ratelimit',
  'sec-ch-ua-mobile',
];

/** Input of a subject; which one depends on `random` alone. */
export function inputFor(subject: Subject, random: Random): Input {
  const words = random.once(2) ? subject.words : SYNTAX;
  if (random.once(4)) return { kind: 'configuration', configuration: configuration(subject, random, words) };
  if (subject.service && random.once(5)) return answer(random, words);
  const kind = random.pick(REQUEST_KINDS);
  const request = mutateRequest(kind, random.pick(subject.requests), random, words);
  return { kind, request, response: response(random, words) };
}

function configuration({ configurations }: Subject, random: Random, words: readonly string[]): Uint8Array {
  let value: Json = random.pick(configurations);
  for (let changes = random.below(3); changes > 0; changes--) value = mutateJson(random, value, words);
  const text = JSON.stringify(value);
  return Buffer.from(
    random.once(2) ? text : mutateText(random, text, words),
    random.once(4) ? 'latin1' : 'utf8',
  );
}

function answer(random: Random, words: readonly string[]): Input {
  const users = Array.from({ length: 1 + random.below(12) }, () => `user-${random.below(1e9)}`);
  return { kind: 'answer', users, tamper: (good) => tampered(random, good, words) };
}

function tampered(random: Random, good: Json, words: readonly string[]): Reaction {
  if (random.once(16)) return random.pick(['hang', 'reset', 'break off'] as const);
  const status = random.once(8) ? random.pick([100, 204, 400, 404, 429, 503, 504]) : 200;
  const body = random.once(2)
    ? JSON.stringify(mutateJson(random, good, words))
    : mutateText(random, JSON.stringify(good), words);
  return { status, body: random.once(50) ? body.repeat(100) : body };
}

function mutateRequest(
  kind: RequestKind,
  request: RequestInit,
  random: Random,
  words: readonly string[],
): RequestInit {
  const method = random.once(12) ? random.pick(METHODS) : request.method;
  const mutated: RequestInit = { ...request, ...(method !== undefined && { method }) };
  const headers = pairsOf(request);
  switch (kind) {
    case 'path':
      return { ...mutated, path: mutateText(random, request.path, words) };
    case 'headers':
      return { ...mutated, headers: mutateHeaders(random, headers, words) };
    case 'cookie':
      return {
        ...mutated,
        headers: replaced(headers, 'cookie', (before) => mutateText(random, before, words)),
      };
    case 'token':
      return { ...mutated, headers: replaced(headers, 'authorization', () => mutateToken(random, words)) };
    case 'claims':
      return { ...mutated, metadata: mutateClaims(random, request.metadata ?? {}, words) };
  }
}

function mutateHeaders(
  random: Random,
  headers: [string, string][],
  words: readonly string[],
): [string, string][] {
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(headers.length + 1);
    const [name, value] = headers[at] ?? [random.pick(HEADERS), random.pick(words)];
    headers.splice(at, random.below(2), [name, mutateText(random, value, words)]);
  }
  if (random.once(200)) for (let i = 0; i < 300; i++) headers.push([`x-${i}`, random.pick(words)]);
  return headers;
}

function replaced(
  headers: [string, string][],
  name: string,
  mutate: (before: string) => string,
): [string, string][] {
  const at = headers.findIndex(([other]) => other === name);
  const before = headers[at]?.[1] ?? 'a=1; b=2';
  headers.splice(at < 0 ? headers.length : at, 1, [name, mutate(before)]);
  return headers;
}

function pairsOf({ headers = {} }: RequestInit): [string, string][] {
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  return pairs.flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
}

function response(random: Random, words: readonly string[]): ResponseInit {
  if (!random.once(8)) return {};
  const names = ['set-cookie', 'ratelimit', 'ratelimit-policy', 'x-imagehub-experiments', 'vary'];
  return {
    status: random.pick([200, 204, 304, 404, 500]),
    headers: [[random.pick(names), mutateText(random, 'a=1; Path=/', words)]],
  };
}
