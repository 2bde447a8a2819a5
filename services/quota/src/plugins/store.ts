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
    const store = memoryStore({ maxPeople: app.environment.MAX_PEOPLE });
    app.decorate('store', store);
    app.addReadinessCheck('store', () => store.check());
    app.addHook('onClose', () => store.close());
  },
  { name: 'store' },
);
