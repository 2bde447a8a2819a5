import fp from 'fastify-plugin';
import { memoryStore } from '../stores/memory.js';
import type { Store } from '../stores/store.js';

declare module 'fastify' {
  interface FastifyInstance {
    store: Store;
  }
}

/** Where the ledger's state lives. */
export default fp(
  async (app) => {
    const { MAX_PEOPLE: maxPeople, STATE_FILE: stateFile } = app.environment;
    const store = await memoryStore({ maxPeople, stateFile, log: app.log });
    app.decorate('store', store);
    app.addReadinessCheck('store', () => store.check());
    app.addHook('onClose', () => store.close());
  },
  { name: 'store' },
);
