import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Adds a dependency that must answer for the service to be ready. Its check rejects when it does not, and is
     * given a signal that aborts after one second.
     */
    addReadinessCheck(name: string, check: (signal: AbortSignal) => Promise<unknown>): void;
  }
}

/** `/healthz`: the process answers. `/readyz`: its dependencies do too; 503 names those that do not. */
export const health = fp(
  async (app) => {
    const checks = new Map<string, (signal: AbortSignal) => Promise<unknown>>();
    app.decorate('addReadinessCheck', (name: string, check: (signal: AbortSignal) => Promise<unknown>) => {
      checks.set(name, check);
    });

    // Probes ask every second: only what goes wrong is worth a line.
    const quiet = {
      logLevel: app.log.level === 'silent' ? 'silent' : 'warn',
      schema: { hide: true },
    } as const;
    app.get('/healthz', quiet, async () => ({ status: 'ok' }));
    app.get('/readyz', quiet, async (request, reply) => {
      const results = await Promise.all(
        [...checks].map(async ([name, check]) => {
          const failure = await failureOf(check);
          if (failure) request.log.warn({ err: failure, dependency: name }, 'dependency is not ready');
          return [name, failure ? 'down' : 'ok'] as const;
        }),
      );
      const ready = results.every(([, state]) => state === 'ok');
      return reply
        .code(ready ? 200 : 503)
        .send({ status: ready ? 'ok' : 'down', ...Object.fromEntries(results) });
    });
  },
  { name: 'health' },
);

async function failureOf(check: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const signal = AbortSignal.timeout(1000);
  try {
    await Promise.race([
      check(signal),
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      ),
    ]);
    return undefined;
  } catch (error) {
    return error ?? new Error('unknown');
  }
}
