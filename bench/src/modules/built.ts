import { resolve } from 'node:path';

/** The folder for the modules that only the benchmark needs. */
export const built = resolve(import.meta.dirname, '../../build');
