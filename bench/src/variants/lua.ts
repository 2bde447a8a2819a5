import { readFileSync } from 'node:fs';
import type { LimiterConfiguration, Variant } from './variant.js';

const SCRIPT = new URL('../../lua/limiter.lua', import.meta.url);

/** The same limiter in Lua, on Envoy's LuaJIT; each worker counts by itself. */
export function lua(configuration: LimiterConfiguration): Variant {
  const code = `local configuration = ${literal(configuration)}\n${readFileSync(SCRIPT, 'utf8')}`;
  return {
    id: 'lua',
    title: 'the same in Lua (per worker)',
    filters: [
      {
        name: 'envoy.filters.http.lua',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
          default_source_code: { inline_string: code },
        },
      },
    ],
    modules: [],
  };
}

/** JSON as a Lua literal. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `{ ${value.map(literal).join(', ')} }`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `[${JSON.stringify(key)}] = ${literal(field)}`);
  return `{ ${fields.join(', ')} }`;
}
