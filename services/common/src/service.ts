import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import autoload from '@fastify/autoload';
import type { Static, TObject, TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import closeWithGrace from 'close-with-grace';
import Fastify, {
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyRegister,
  type onRequestAsyncHookHandler,
} from 'fastify';
import { type BaseEnvironment, loadEnvironment } from './environment.js';
import { gracefulClose } from './graceful-close.js';
import { health } from './health.js';
import { logging, requestId } from './logging.js';
import { metrics } from './metrics.js';
import type { OpenApiDocument } from './openapi/document.js';
import { openapi, type SecurityScheme } from './openapi/plugin.js';
import { answerBadAddress, answerBrokenRequest, problems } from './problems.js';
import { tracing } from './tracing/plugin.js';
import { validatorCompiler } from './validation.js';

/** What a service is, before it runs anywhere. */
export interface ServiceDescription {
  /** Name in the mesh, as in Consul. */
  name: string;
  /** Title of the OpenAPI document. */
  title: string;
  /** What the tags of its routes stand for, by tag. */
  tags?: Record<string, string>;
  /** Ways to prove who one is, beside the bearer token `token`, by the name that routes use in `security`. */
  securitySchemes?: Record<string, SecurityScheme>;
  /** Folder that holds `plugins/` and `routes/`, both loaded by themselves; a route's folder is its URL. */
  directory: string;
}

export interface ServiceOptions extends ServiceDescription {
  environment: BaseEnvironment;
  fastify?: FastifyHttpOptions<Server>;
}

/**
 * A Fastify app with what every service has: JSON logs, strict validation, problem+json, `/healthz`, `/readyz`,
 * `/metrics`, its OpenAPI document, and its own plugins and routes.
 */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  const { name, directory, environment } = options;
  const { LOG_LEVEL: level, SERVICE_VERSION: version, SERVICE_TIER: tier } = environment;
  const app = Fastify({
    logger: logging({ level, service: name, version, tier }),
    genReqId: requestId,
    bodyLimit: 64 * 1024,
    // Longer than Envoy keeps an idle connection (1 h): whoever closes first must be the one that sends requests, or a
    // request meets a closing connection and fails.
    keepAliveTimeout: 3_660_000,
    // A request must arrive whole within ten minutes, or a client that sends a byte now and then holds its
    // connection and its file for ever.
    requestTimeout: 600_000,
    // What arrives while the service closes is answered as ever, and told to come on another connection next time.
    return503OnClosing: false,
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerBrokenRequest,
    ...options.fastify,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(validatorCompiler());
  app.decorate('environment', environment);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-imagehub-served-by', `${name}/${version}/${tier}`);
  });
  const { OTEL_EXPORTER_ZIPKIN_ENDPOINT: endpoint } = environment;
  if (endpoint) await app.register(tracing, { endpoint, service: name, version, tier });
  await app.register(gracefulClose);
  await app.register(problems);
  await app.register(metrics);
  await app.register(openapi, options);
  await app.register(health);
  await load(app, path.join(directory, 'plugins'), false);
  await load(app, path.join(directory, 'routes'), true);
  return app as unknown as FastifyInstance;
}

/**
 * The OpenAPI document of a service that runs nowhere: its routes are read, its plugins are not, so neither an
 * environment nor a database is needed.
 *
 * @throws Error when a route needs more than hooks at the time it is declared.
 */
export async function describeService(description: ServiceDescription): Promise<OpenApiDocument> {
  const app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler());
  app.decorate('environment', {});
  const hook: onRequestAsyncHookHandler = async () => {};
  for (const name of ['authenticate', 'identify']) app.decorate(name, hook);
  await app.register(problems);
  await app.register(openapi, description);
  await load(app, path.join(description.directory, 'routes'), true);
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document as unknown as OpenApiDocument;
}

/** @param encapsulate whether what a file adds to the app is for that file alone */
async function load(app: { register: FastifyRegister }, dir: string, encapsulate: boolean): Promise<void> {
  if (!existsSync(dir)) return;
  const ignorePattern = /\.(test|d)\.|\.map$/;
  await app.register(autoload, { dir, encapsulate, forceESM: true, ignorePattern });
}

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
