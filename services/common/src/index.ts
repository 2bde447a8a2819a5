export { type BaseEnvironment, baseEnvironment, loadEnvironment } from './environment.js';
export { type Claims, identity, Plan, Role, User, userOf } from './identity.js';
export { type JsonWebKeySet, type KeySource, remoteJwks, toPem } from './jwks.js';
export { applyMigrations } from './migrations.js';
export { Problem, type ProblemOptions, ProblemSchema } from './problems.js';
export { createService, runService, type ServiceOptions } from './service.js';
