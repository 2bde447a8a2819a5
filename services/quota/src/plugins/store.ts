import type { FastifyBaseLogger } from 'fastify';
import fp from 'fastify-plugin';
import type { Environment } from '../environment.js';
import { measured } from '../stores/measured.js';
import { memoryStore } from '../stores/memory.js';
import type { Store } from '../stores/store.js';
import { valkeyStore } from '../stores/valkey.js';

declare module 'fastify' {
  interface FastifyInstance {
    store: Store;
  }
}

/** Where the ledger's state lives. */
export default fp(
  async (app) => {
    const store = measured(await openStore(app.environment, app.log), app.metrics);
    app.decorate('store', store);
    app.addReadinessCheck('store', () => store.check());
    app.addHook('onClose', () => store.close());
  },
  { name: 'store' },
);

async function openStore(environment: Environment, log: FastifyBaseLogger): Promise<Store> {
  const { REDIS_URL: url, REDIS_CLUSTER: cluster, REDIS_TIMEOUT_MS: timeoutMs } = environment;
  if (url) return valkeyStore({ url, cluster, timeoutMs, log });
  return memoryStore({ maxPeople: environment.MAX_PEOPLE, stateFile: environment.STATE_FILE, log });
}
