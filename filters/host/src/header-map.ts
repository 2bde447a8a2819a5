export type HeaderInit = Record<string, string | string[]> | [name: string, value: string][];

/** Headers in order, several of one name allowed, names in lower case. Values are bytes, one per character (latin1). */
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
    this.#pairs.push([name.toLowerCase(), value]);
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
    return Object.fromEntries(this.#pairs.map(([name]) => [name, this.get(name) ?? '']));
  }
}
