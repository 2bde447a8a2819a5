// The declarations that these add to Fastify are part of what this package exports.
/// <reference types="@fastify/jwt" preserve="true" />
/// <reference types="@fastify/swagger" preserve="true" />
export { type BaseEnvironment, baseEnvironment, loadEnvironment } from './environment.js';
export { health } from './health.js';
export { AUDIENCE, type Claims, ISSUER, identity, Plan, User, userOf } from './identity.js';
export { type JsonWebKeySet, type KeySource, remoteJwks, toPem } from './jwks.js';
export { metrics } from './metrics.js';
export { type OpenApiDocument, share, sorted } from './openapi/document.js';
export type { SecurityScheme } from './openapi/plugin.js';
export { NO_PLAN, type ProblemExample, QUOTA_EXCEEDED } from './openapi/problem-example.js';
export { Problem, type ProblemOptions, ProblemSchema } from './problems.js';
export {
  createService,
  describeService,
  runService,
  type ServiceDescription,
  type ServiceOptions,
} from './service.js';
export { traced, traceHeaders, untraced } from './tracing/span.js';
