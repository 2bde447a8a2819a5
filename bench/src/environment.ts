import { arch, cpus, release } from 'node:os';
import type { Schedule } from './measure.js';

/** Where, when and how something was measured. */
export interface Environment {
  date: string;
  machine: { processor: string; processors: number; system: string };
  versions: { envoy: string; node: string; rust?: string; valkey?: string };
  schedule: Schedule;
}

/** @param others versions of what else was used; what the Rust compiler calls itself */
export function environment(
  schedule: Schedule,
  envoy: string,
  others: { rust?: string; valkey?: string } = {},
): Environment {
  const [processor] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: processor?.model ?? 'unknown processor',
      processors: cpus().length,
      system: `Linux ${release().split('.', 2).join('.')} ${arch()}`,
    },
    versions: { envoy, node: process.versions.node, ...others },
    schedule,
  };
}
