export type HeaderInit = Record<string, string | string[]> | [name: string, value: string][];

/**
 * Of these Envoy keeps one, and joins to its value whatever is added; so seen on requests through Envoy 1.40.
 * Of all others, cookies among them, it keeps several.
 */
const SINGLE = new Set([
  'accept',
  'accept-encoding',
  'authorization',
  'cache-control',
  'content-type',
  'if-none-match',
  'origin',
  'referer',
  'user-agent',
  'via',
  'x-forwarded-for',
  'x-request-id',
]);

/**
 * Headers in order, several of one name allowed, names in lower case. Values are bytes, one per character
 * (latin1).
 */
export class HeaderMap {
  #pairs: [name: string, value: string][] = [];

  constructor(init: HeaderInit = {}) {
    const pairs = Array.isArray(init) ? init : Object.entries(init);
    for (const [name, values] of pairs) {
      for (const value of [values].flat()) this.add(name, value);
    }
  }

  /** The value, several joined with a comma as Envoy joins them, or undefined. */
  get(name: string): string | undefined {
    const values = this.#pairs.filter(([other]) => other === name.toLowerCase()).map(([, value]) => value);
    return values.length > 0 ? values.join(',') : undefined;
  }

  add(name: string, value: string): void {
    const lowerCase = name.toLowerCase();
    const present = SINGLE.has(lowerCase) && this.#pairs.find(([other]) => other === lowerCase);
    if (present) present[1] = [present[1], value].filter((part) => part !== '').join(',');
    else this.#pairs.push([lowerCase, value]);
  }

  replace(name: string, value: string): void {
    this.remove(name);
    this.add(name, value);
  }

  remove(name: string): void {
    this.#pairs = this.#pairs.filter(([other]) => other !== name.toLowerCase());
  }

  pairs(): readonly (readonly [name: string, value: string])[] {
    return this.#pairs;
  }

  /** As an object, several of one name joined. */
  toObject(): Record<string, string> {
    const joined = new Map<string, string>();
    for (const [name, value] of this.#pairs) {
      const before = joined.get(name);
      joined.set(name, before === undefined ? value : `${before},${value}`);
    }
    return Object.fromEntries(joined);
  }
}
