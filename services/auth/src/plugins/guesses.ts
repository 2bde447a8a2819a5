import fp from 'fastify-plugin';
import { createGuesses, type Guesses } from '../guesses.js';

declare module 'fastify' {
  interface FastifyInstance {
    guesses: Guesses;
  }
}

export default fp(
  async (app) => {
    app.decorate('guesses', createGuesses(app.db));
  },
  { name: 'guesses', dependencies: ['database'] },
);
