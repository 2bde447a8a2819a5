import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Refresh } from '../refresh-tokens.js';

const NAME = 'ih_refresh';

export default fp(async (app) => app.register(cookie), { name: 'cookies' });

export function refreshTokenOf(request: FastifyRequest): string | undefined {
  return request.cookies[NAME];
}

/**
 * Scripts cannot read it, other sites cannot send it, and only this service is sent it. `Secure` follows the scheme
 * the browser used: the hub itself speaks plain HTTP on loopback.
 */
export function setRefreshCookie(request: FastifyRequest, reply: FastifyReply, refresh: Refresh): void {
  reply.setCookie(NAME, refresh.token, { ...attributes(request), expires: refresh.expiresAt });
}

export function clearRefreshCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(NAME, attributes(request));
}

function attributes(request: FastifyRequest) {
  const secure = request.headers['x-forwarded-proto'] === 'https';
  return { path: '/api/auth', httpOnly: true, sameSite: 'strict', secure } as const;
}
