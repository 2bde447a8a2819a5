/** A JSON value, such as a configuration. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export function isObject(value: Json): value is { [name: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
