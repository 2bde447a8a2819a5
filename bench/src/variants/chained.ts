import type { LimiterConfiguration, Module, Variant } from './variant.js';
import { wasmFilter } from './wasm.js';

/** By demographics and by activity, as in docs: the last rule makes every request ask what its user has done. */
const classOfService = {
  default: 'standard',
  rules: [
    { class: 'performance', when: { plan: ['enterprise'] } },
    { class: 'performance', when: { country: ['NZ'], language: ['mi'] } },
    { class: 'performance', when: { activity: { requests: 50, window: 60 } } },
  ],
};

const experiments = {
  visitor: { cookie: 'ih_visitor', maxAge: 31_536_000 },
  experiments: [
    {
      key: 'gallery',
      seed: 'gallery-1',
      attribute: 'visitor',
      coverage: 1,
      weights: [0.5, 0.5],
      variants: [{ key: 'grid' }, { key: 'masonry', route: { frontend: 'v2' } }],
    },
  ],
  goals: [{ key: 'pull', method: 'GET', path: '/api/images/*/pull' }],
};

/**
 * The product's three filters in one listener. In the mesh the first two are at the edge and the last is at
 * image-store's sidecars: this is what a pull pays for all of them.
 *
 * @param filters the built modules, by name
 * @returns undefined if one of them is not built
 */
export function chained(filters: Map<string, string>, limiter: LimiterConfiguration): Variant | undefined {
  const configurations = { 'class-of-service': classOfService, experiments, 'plan-limiter': limiter };
  const modules: Module[] = [];
  for (const [name, configuration] of Object.entries(configurations)) {
    const file = filters.get(name);
    if (!file) return undefined;
    modules.push({ name, file, configuration });
  }
  return {
    id: 'chained',
    title: 'all three filters',
    filters: modules.map((module) => wasmFilter(module, 'chained')),
    modules,
  };
}
