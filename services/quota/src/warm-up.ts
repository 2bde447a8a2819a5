import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { LeaseCall } from './protocol.js';

/** After so many the last are answered as fast as any later one. */
const CALLS = 100;
/** A store that is away for longer must not keep a service that could say so from listening, in ms. */
const LONGEST = 1_000;
const RETRY_AFTER = 50;

/** Asks for nothing, in nobody's name. */
const probe: LeaseCall = {
  leases: [{ key: '0'.repeat(16), lease: '0'.repeat(16), limit: 0, window: 1, want: 0, ttl: 1, spent: 0 }],
};

/**
 * Makes the first calls of a process itself, before it listens: they take tens of milliseconds, for which sidecars that have
 * just found a second ledger would not wait.
 */
export async function warmUp(app: FastifyInstance): Promise<FastifyInstance> {
  const end = performance.now() + LONGEST;
  for (let calls = 0; calls < CALLS && performance.now() < end; ) {
    const { statusCode } = await app.inject({ method: 'POST', url: '/v1/leases', payload: probe });
    if (statusCode === 200) calls += 1;
    else await delay(RETRY_AFTER);
  }
  return app;
}
