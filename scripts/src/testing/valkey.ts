import type { TestProject } from 'vitest/node';
import { messageOf } from '../failure.js';
import { valkey } from '../provision/binary.js';
import { provision } from '../provision/provision.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The program of a Valkey server; empty where there is none to be had, and what needs it is left out. */
    valkeyServer: string;
  }
}

/** Vitest global setup: a Valkey server for the tests that start one. In CI it must be there. */
export default async function setup(project: TestProject): Promise<void> {
  try {
    const { file } = await provision(valkey, () => {}, new AbortController().signal);
    project.provide('valkeyServer', file);
  } catch (error) {
    if (process.env.CI) throw error;
    console.warn(`Tests on Valkey are left out: ${messageOf(error).replaceAll(/\s*\n\s*/g, ' ')}`);
    project.provide('valkeyServer', '');
  }
}
