import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Refresh } from '../refresh-tokens.js';

const REFRESH = 'ih_refresh';
const DEVICE = 'ih_device';

/** How long a device is known after its last log-in, in seconds. */
export const DEVICE_LIFETIME = 90 * 24 * 60 * 60;

export default fp(async (app) => app.register(cookie), { name: 'cookies' });

export function refreshTokenOf(request: FastifyRequest): string | undefined {
  return request.cookies[REFRESH];
}

export function deviceTokenOf(request: FastifyRequest): string | undefined {
  return request.cookies[DEVICE];
}

export function setRefreshCookie(request: FastifyRequest, reply: FastifyReply, refresh: Refresh): void {
  reply.setCookie(REFRESH, refresh.token, { ...attributes(request), expires: refresh.expiresAt });
}

export function setDeviceCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(DEVICE, token, { ...attributes(request), maxAge: DEVICE_LIFETIME });
}

export function clearRefreshCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(REFRESH, attributes(request));
}

export function clearDeviceCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(DEVICE, attributes(request));
}

/**
 * Scripts cannot read them, other sites cannot send them, and only this service is sent them. `Secure` follows the scheme
 * the browser used: the hub itself speaks plain HTTP on loopback.
 */
function attributes(request: FastifyRequest) {
  const secure = request.headers['x-forwarded-proto'] === 'https';
  return { path: '/api/auth', httpOnly: true, sameSite: 'strict', secure } as const;
}
