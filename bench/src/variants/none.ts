import type { Variant } from './variant.js';

/** The baseline: what all others are compared with. */
export const none: Variant = { id: 'none', title: 'no filter', filters: [], modules: [] };
