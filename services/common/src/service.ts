import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import autoload from '@fastify/autoload';
import type { Static, TObject, TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import closeWithGrace from 'close-with-grace';
import Fastify, { type FastifyHttpOptions, type FastifyInstance } from 'fastify';
import { type BaseEnvironment, loadEnvironment } from './environment.js';
import { health } from './health.js';
import { metrics } from './metrics.js';
import { openapi } from './openapi.js';
import { answerBadAddress, answerBrokenRequest, problems } from './problems.js';
import { validatorCompiler } from './validation.js';

export interface ServiceOptions {
  /** Name in the mesh, as in Consul. */
  name: string;
  /** Title of the OpenAPI document. */
  title: string;
  environment: BaseEnvironment;
  /** Folder that holds `plugins/` and `routes/`, both loaded by themselves; a route's folder is its URL. */
  directory: string;
  fastify?: FastifyHttpOptions<Server>;
}

/**
 * A Fastify app with what every service has: JSON logs, strict validation, problem+json, `/healthz`, `/readyz`,
 * `/metrics`, its OpenAPI document, and its own plugins and routes.
 */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  const { name, title, environment, directory } = options;
  const { SERVICE_VERSION: version, SERVICE_TIER: tier } = environment;
  const app = Fastify({
    logger: { level: environment.LOG_LEVEL, base: { service: name, version, tier }, redact: SECRETS },
    // Envoy gives every request an id; the same one is in its logs and traces.
    requestIdHeader: 'x-request-id',
    bodyLimit: 64 * 1024,
    // Longer than Envoy keeps an idle connection (1 h): whoever closes first must be the one that sends requests, or a
    // request meets a closing connection and fails.
    keepAliveTimeout: 3_660_000,
    // A request must arrive whole within ten minutes, or a client that sends a byte now and then holds its
    // connection and its file for ever.
    requestTimeout: 600_000,
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerBrokenRequest,
    ...options.fastify,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(validatorCompiler());
  app.decorate('environment', environment);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-imagehub-served-by', `${name}/${version}/${tier}`);
  });
  await app.register(problems);
  await app.register(metrics);
  await app.register(openapi, { service: name, title, version: '1.0.0' });
  await app.register(health);
  for (const folder of ['plugins', 'routes']) {
    const dir = path.join(directory, folder);
    if (!existsSync(dir)) continue;
    await app.register(autoload, {
      dir,
      encapsulate: folder === 'routes',
      forceESM: true,
      ignorePattern: /\.(test|d)\.|\.map$/,
    });
  }
  return app as unknown as FastifyInstance;
}

const SECRETS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'password',
  '*.password',
  'token',
  '*.token',
];

/**
 * Reads the environment, builds the app and listens until SIGTERM or SIGINT; then answers what is under way and
 * closes. The one place that ends the process: a service that cannot start says why in one line of its log.
 */
export async function runService<T extends TObject>(
  schema: T,
  build: (environment: Static<T>) => Promise<FastifyInstance>,
): Promise<void> {
  try {
    const environment = loadEnvironment(schema);
    const app = await build(environment);
    closeWithGrace({ delay: 5_000, logger: false }, async ({ err }) => {
      if (err) app.log.fatal({ err }, 'closing because of an error nobody caught');
      await app.close();
    });
    const { HOST, PORT } = environment as BaseEnvironment;
    await app.listen({ host: HOST, port: PORT });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `${JSON.stringify({ level: 60, time: Date.now(), msg: `cannot start: ${message}` })}\n`,
    );
    // Pools and timers of what did start would keep the process alive.
    process.exit(1);
  }
}
