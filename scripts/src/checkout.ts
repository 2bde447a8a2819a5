import { resolve } from 'node:path';

/** Absolute path of the checkout. */
export const checkout = resolve(import.meta.dirname, '../..');
