import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyLoggerOptions } from 'fastify';
import type { PinoLoggerOptions } from 'fastify/types/logger.js';

/** What a log must never hold, wherever a line carries it. */
const SECRETS = [
  ...['password', '*.password', 'token', '*.token'],
  ...['headers.authorization', '*.headers.authorization'],
  ...['headers.cookie', '*.headers.cookie', 'headers["set-cookie"]', '*.headers["set-cookie"]'],
];

interface Origin {
  level: string;
  service: string;
  version: string;
  tier: string;
}

/** Logger options: JSON lines that say which instance wrote them, with secrets replaced by `[Redacted]`. */
export function logging({ level, ...base }: Origin): FastifyLoggerOptions & PinoLoggerOptions {
  return { level, base, redact: SECRETS };
}

/**
 * Envoy gives every request an id, which is in its logs and traces too. One that nobody could have given is replaced:
 * it ends up in logs and answers.
 */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
