import type { TestProject } from 'vitest/node';
import { messageOf } from '../failure.js';
import { versitygw } from '../provision/binary.js';
import { provision } from '../provision/provision.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The program of a server that speaks S3; empty where there is none to be had, and what needs it is left out. */
    s3Server: string;
  }
}

/** Vitest global setup: a server that speaks S3 for the tests that start one. In CI it must be there. */
export default async function setup(project: TestProject): Promise<void> {
  try {
    const { file } = await provision(versitygw, () => {}, new AbortController().signal);
    project.provide('s3Server', file);
  } catch (error) {
    if (process.env.CI) throw error;
    console.warn(`Tests on S3 are left out: ${messageOf(error).replaceAll(/\s*\n\s*/g, ' ')}`);
    project.provide('s3Server', '');
  }
}
