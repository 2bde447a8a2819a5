import type { FastifyRequest } from 'fastify';
import { clientOf } from './client.js';

/** What happened to accounts, log-ins and keys, in the words that the log is searched for. */
const EVENTS = {
  'account.created': 'an account was made',
  'account.deletion-requested': 'an account is being deleted',
  'plan.changed': 'a plan was changed',
  'password.wrong': 'a password was wrong, or there is no such name',
  'password.refused': 'a password was not looked at, after too many wrong ones',
  'login.succeeded': 'somebody logged in',
  'logout.one': 'a log-in was ended by its owner',
  'logout.everywhere': 'all log-ins of an account were ended by its owner',
  'refresh.reused': 'a refresh token was used twice: its log-in was ended',
  'key.published': 'a signing key was published',
  'key.signing': 'tokens are signed with another key',
  'key.withdrawn': 'a signing key was withdrawn before its use',
} as const;

/**
 * Notes an event in the service's log, for who has to find out what happened. Accounts are told by id: a name that was
 * typed may be a password (OWASP Logging Cheat Sheet).
 */
export function audit(
  request: FastifyRequest,
  event: keyof typeof EVENTS,
  about: { account?: string; plan?: string; kid?: string } = {},
): void {
  request.log.info({ audit: event, client: clientOf(request).address, ...about }, EVENTS[event]);
}
