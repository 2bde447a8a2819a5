import fp from 'fastify-plugin';
import { Counter } from 'prom-client';
import { createPasswords, type Passwords } from '../passwords.js';

declare module 'fastify' {
  interface FastifyInstance {
    passwords: Passwords;
  }
}

export default fp(
  async (app) => {
    const runs = new Counter({
      name: 'auth_argon2_runs_total',
      help: 'Passwords that were hashed, or verified against a hash',
      labelNames: ['operation'],
      registers: [app.metrics],
    });
    app.decorate('passwords', await createPasswords((operation) => runs.inc({ operation })));
  },
  { name: 'passwords', dependencies: ['metrics'] },
);
