/** Requests at random, as far as an HTTP/1.1 client can send them: what nobody would think of scripting. */
import type { HeaderInit } from '@imagehub/filter-host';
import { inputFor } from '../fuzz/inputs.js';
import { mutateJson } from '../fuzz/mutate.js';
import { Random } from '../fuzz/random.js';
import type { Subject } from '../subjects/subject.js';
import type { ScriptedRequest } from './script.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];
/** Envoy refuses requests with more than 100. */
const MOST_HEADERS = 60;
/** A mutated request of one of the subjects; which one depends on seed and number alone. */
export function requestAtRandom(subjects: readonly Subject[], seed: number, number: number): ScriptedRequest {
  const random = new Random(seed, number);
  const subject = random.pick(subjects);
  let input = inputFor(subject, random);
  while (input.kind === 'configuration' || input.kind === 'answer') input = inputFor(subject, random);
  const { method = 'GET', path, headers = {} } = input.request;
  const request: ScriptedRequest = {
    about: `${input.kind} ${number}`,
    method: METHODS.includes(method) ? method : 'GET',
    path: `/${path.slice(1).replace(/[^\x21-\x7e]|#/g, '~')}`,
    headers: sendable(pairs(headers)),
  };
  if (random.once(2)) request.claims = claims(random, subject);
  return request;
}

function pairs(headers: HeaderInit): [string, string][] {
  const entries = Array.isArray(headers) ? headers : Object.entries(headers);
  return entries.flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
}

function sendable(headers: [string, string][]): Record<string, string[]> {
  const kept: Record<string, string[]> = {};
  for (const [name, value] of headers.slice(0, MOST_HEADERS)) {
    const values = kept[name] ?? [];
    // Node's client puts several of these into one line.
    if (name === 'cookie' && values.length > 0) continue;
    kept[name] = [...values, value.replace(/[^\x20-\x7e\x80-\xff]/g, '~').trim()];
  }
  return kept;
}

/** Users on all kinds of plans; a sub that is no text would already fail with jwt_authn. */
function claims(random: Random, { words }: Subject): NonNullable<ScriptedRequest['claims']> {
  const plan = random.once(3)
    ? mutateJson(random, null, words)
    : random.pick(['personal', 'team', 'enterprise', 'gold']);
  return { sub: `user-${random.below(30)}`, plan, name: random.pick(words) };
}
