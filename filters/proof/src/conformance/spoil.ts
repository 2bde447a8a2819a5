/** Configurations with one fault each, made from a good one. */
import { isObject, type Json } from '../json.js';

export interface Spoiled {
  /** Where the fault is, as the filter's log names it; empty for the whole configuration. */
  path: string;
  /** A member or item was left out or added: the fault may also be the size of what holds it. */
  within?: string;
  configuration: Json;
}

/** One value of each kind and at each edge; most fit no field. */
const STRANGERS: readonly Json[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e300,
  '',
  'stranger',
  'a b',
  'ü',
  '\u0000',
  'x'.repeat(5000),
  [],
  [null],
  ['stranger'],
  {},
  { stranger: 1 },
];

/** Every place of `good` with every stranger in it, every member left out, and an unknown one in every object. */
export function spoil(good: Json): Spoiled[] {
  return [...spoiled(good, '')];
}

function* spoiled(value: Json, path: string): Generator<Spoiled> {
  for (const stranger of STRANGERS) yield { path, configuration: stranger };
  if (Array.isArray(value)) {
    yield* withItems(value, path);
    for (const [i, item] of value.entries()) {
      for (const inner of spoiled(item, `${path}[${i}]`)) {
        yield { ...inner, configuration: value.toSpliced(i, 1, inner.configuration) };
      }
    }
  }
  if (!isObject(value)) return;
  const member = (name: string): string => (path === '' ? name : `${path}.${name}`);
  yield { path: member('stranger'), configuration: { ...value, stranger: 1 } };
  for (const [name, item] of Object.entries(value)) {
    const { [name]: _, ...rest } = value;
    yield { path: member(name), within: path, configuration: rest };
    for (const inner of spoiled(item, member(name))) {
      yield { ...inner, configuration: { ...value, [name]: inner.configuration } };
    }
  }
}

function* withItems(list: Json[], path: string): Generator<Spoiled> {
  yield { path: `${path}[${list.length}]`, within: path, configuration: [...list, null] };
  const [first] = list;
  if (first !== undefined) yield { path, configuration: Array.from({ length: 2000 }, () => first) };
}
