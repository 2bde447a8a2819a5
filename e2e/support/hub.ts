import { readFileSync } from 'node:fs';
import path from 'node:path';

const { IMAGEHUB_URL, IMAGEHUB_HOME, IMAGEHUB_CONSUL_URL } = process.env;

/** Folder of the hub under test; undefined when only an address is known (see README.md). */
export const localHome = IMAGEHUB_URL ? undefined : IMAGEHUB_HOME;

/** Address of the hub's edge, without a slash at its end. */
export const hubUrl = (IMAGEHUB_URL || (localHome ? readHub().url : missing())).replace(/\/$/, '');

/** Address of the hub's Consul; undefined when it is not known. */
export const consulUrl = localHome ? readHub().consulUrl : IMAGEHUB_CONSUL_URL || undefined;

/** What these tests read of the state that the runner keeps in `run/hub.json`. */
export interface Hub {
  url: string;
  consulUrl: string;
  /** By name: `edge`, `postgres`, `image-store-v1`, `image-store-v1-sidecar`, `image-store-v1-admin`, … */
  ports: Record<string, number>;
  parts: Record<string, Part>;
}

export interface Part {
  process?: { pid: number };
  health: 'starting' | 'ready' | 'waiting' | 'stopped';
  restarts: number;
}

/** The hub's state as it is now. */
export function readHub(): Hub {
  return JSON.parse(readFileSync(inHome('run/hub.json'), 'utf8')) as Hub;
}

/** Absolute path of something in the hub's home. */
export function inHome(relative: string): string {
  if (!localHome) throw new Error('IMAGEHUB_HOME is not set: name the home of the hub under test');
  return path.join(localHome, relative);
}

/** @throws Error when the hub has no such port. */
export function portOf(name: string): number {
  const port = readHub().ports[name];
  if (port === undefined) throw new Error(`run/hub.json names no port ${name}`);
  return port;
}

/** @throws Error when no such part runs now. */
export function pidOf(name: string): number {
  const pid = readHub().parts[name]?.process?.pid;
  if (pid === undefined) throw new Error(`run/hub.json names no process of ${name}`);
  return pid;
}

function missing(): never {
  throw new Error(
    'No hub to test: set IMAGEHUB_URL, or IMAGEHUB_HOME for one on this machine, or use "npm run e2e"',
  );
}
