/** Small changes to valid things: what a parser meets is nearly right, and wrong in one place. */
import { isObject, type Json } from '../json.js';
import type { Random } from './random.js';

const NUMBERS: readonly number[] = [
  -1,
  0,
  1,
  2,
  16,
  59,
  60,
  61,
  255,
  256,
  65_535,
  65_536,
  86_400,
  86_401,
  1e9,
  1e9 + 1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e22,
  1e300,
  0.5,
  0.1,
  1e-7,
  -0.5,
];

/** Text (one character per byte) with one to four edits. */
export function mutateText(random: Random, text: string, words: readonly string[]): string {
  let mutated = text;
  for (let edits = 1 + random.below(4); edits > 0; edits--) mutated = edit(random, mutated, words);
  return mutated;
}

function edit(random: Random, text: string, words: readonly string[]): string {
  const at = random.below(text.length + 1);
  const before = text.slice(0, at);
  switch (random.below(7)) {
    case 0:
      return before + random.pick(words) + text.slice(at);
    case 1:
      return before + text.slice(at + 1 + random.below(8));
    case 2:
      return before + String.fromCharCode(random.below(256)) + text.slice(at + 1);
    case 3:
      return before;
    case 4:
      return before + text.slice(at, at + random.below(24)).repeat(1 + random.below(6)) + text.slice(at);
    case 5:
      return before + text.slice(random.below(text.length + 1));
    default:
      return before + flipBit(random, text.charCodeAt(at)) + text.slice(at + 1);
  }
}

function flipBit(random: Random, code: number): string {
  return String.fromCharCode(((Number.isNaN(code) ? 0 : code) ^ (1 << random.below(8))) & 0xff);
}

/** JSON with another value, member or item in one place. */
export function mutateJson(random: Random, value: Json, words: readonly string[]): Json {
  if (Array.isArray(value)) return mutateList(random, value, words);
  if (isObject(value)) return mutateObject(random, value, words);
  return stranger(random, words);
}

function mutateList(random: Random, list: Json[], words: readonly string[]): Json {
  if (list.length === 0 || random.once(8)) return [...list, stranger(random, words)];
  const at = random.below(list.length);
  const item = list[at] ?? null;
  if (random.once(8)) return list.toSpliced(at, 1);
  if (random.once(8)) return list.toSpliced(at, 0, item);
  return list.with(at, mutateJson(random, item, words));
}

function mutateObject(random: Random, object: { [name: string]: Json }, words: readonly string[]): Json {
  const names = Object.keys(object);
  if (names.length === 0 || random.once(8))
    return { ...object, [random.pick(words)]: stranger(random, words) };
  const name = random.pick(names);
  if (random.once(8)) {
    const { [name]: _, ...rest } = object;
    return rest;
  }
  return { ...object, [name]: mutateJson(random, object[name] ?? null, words) };
}

/** A value of any kind. */
function stranger(random: Random, words: readonly string[]): Json {
  switch (random.below(6)) {
    case 0:
      return random.pick([null, true, false]);
    case 1:
      return [random.pick(NUMBERS), random.pick(words)];
    case 2:
      return { [random.pick(words)]: random.pick(NUMBERS) };
    case 3:
      return random.pick(words).repeat(1 + random.below(20));
    case 4:
      return random.pick(words);
    default:
      return random.pick(NUMBERS);
  }
}
