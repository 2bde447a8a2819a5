import { readFile } from 'node:fs/promises';
import { FilterHost, HostError } from '@imagehub/filter-host';
import { subscriber } from './envoy/bootstrap.js';
import { PULL } from './load.js';
import type { Module } from './variants/variant.js';

/**
 * How many host calls the measured request and its response cost in these filters: each is a way out of the VM and back,
 * and they are most of what a filter costs.
 *
 * @returns by name, with how often; undefined for a module that `filters/host` cannot run
 */
export async function countHostCalls(modules: Module[]): Promise<Record<string, number> | undefined> {
  const counts: Record<string, number> = {};
  try {
    for (const module of modules) {
      for (const call of await hostCalls(module)) counts[call] = (counts[call] ?? 0) + 1;
    }
    return counts;
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

async function hostCalls({ name, file, configuration }: Module): Promise<string[]> {
  const host = new FilterHost({ module: await WebAssembly.compile(await readFile(file)) });
  if (!host.configure(configuration)) throw new Error(`${name} refuses its configuration`);
  const request = {
    path: PULL,
    metadata: { 'envoy.filters.http.jwt_authn': { jwt_payload_imagehub: subscriber } },
  };
  // The first request of a user may cost more than those that follow.
  host.send(request);
  return host.send(request).calls;
}
