import type { ProblemExample } from '@imagehub/common';

/** The problems that routes of this service answer, as their OpenAPI document tells them. */

export const NAME_TAKEN: ProblemExample = {
  status: 409,
  kind: 'name-taken',
  when: 'Somebody has the name, in this or another spelling, or its account is still being deleted',
  detail: 'The name "mary" is taken. Choose another.',
};

export const BAD_CREDENTIALS: ProblemExample = {
  status: 401,
  kind: 'bad-credentials',
  when: 'There is no such name, or the password is wrong: the answer is the same',
  detail: 'Name or password is wrong.',
  headers: { 'WWW-Authenticate': 'Bearer' },
};

export const WRONG_PASSWORD: ProblemExample = {
  status: 403,
  kind: 'wrong-password',
  when: 'The password is not that of the account',
  detail: 'The password is wrong. Nothing was deleted.',
};

export const TOO_MANY_GUESSES: ProblemExample = {
  status: 429,
  kind: 'too-many-guesses',
  when: 'Too many wrong passwords came from this device or address',
  detail: 'Too many wrong passwords. Try again in 12 minutes.',
  headers: { 'Retry-After': '712' },
};

export const BUSY: ProblemExample = {
  status: 503,
  kind: 'busy',
  when: 'Too many passwords wait to be checked',
  detail: 'Too many people log in at this moment. Try again shortly.',
  headers: { 'Retry-After': '2' },
};

export const LOGGED_OUT: ProblemExample = {
  status: 401,
  kind: 'logged-out',
  when: 'The log-in has ended, or its cookie was used before, which ends it; or the account is gone',
  detail: 'This log-in has ended. Log in again.',
  headers: { 'WWW-Authenticate': 'Bearer' },
};

export const ACCOUNT_GONE: ProblemExample = {
  status: 401,
  kind: 'logged-out',
  when: 'The account is gone',
  detail: 'This account is gone.',
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
};

export const LAST_ADMINISTRATOR: ProblemExample = {
  status: 409,
  kind: 'last-administrator',
  when: 'Nobody else could administer the hub',
  detail: 'This is the only administrator. Without one nobody could administer the hub.',
};

export const PLANS_UNKNOWN: ProblemExample = {
  status: 503,
  when: 'Consul was not reached since the service started',
  detail: 'The plans are not known yet. Try again shortly.',
  headers: { 'Retry-After': '2' },
};

export const NO_ADMINISTRATOR: ProblemExample = {
  status: 403,
  when: 'The token is not that of an administrator',
  detail: 'Only an administrator may do this.',
};

export const NO_SUCH_KEY: ProblemExample = {
  status: 404,
  when: 'No such key is published',
  detail: 'No key of this id is published.',
};

export const KEY_IN_USE: ProblemExample = {
  status: 409,
  kind: 'key-in-use',
  when: 'The key signs, or has signed, tokens that are still good',
  detail: 'Only a key that has signed nothing can be withdrawn.',
};

export const KEY_RETIRING: ProblemExample = {
  status: 409,
  kind: 'key-retiring',
  when: 'The key has been replaced',
  detail: 'This key has been replaced. Publish a new one.',
};

export const KEY_TOO_NEW: ProblemExample = {
  status: 409,
  kind: 'key-too-new',
  when: 'Not everybody who fetches the keys can have seen this one',
  detail: 'This key was published a moment ago, and some may not have fetched it yet. Try again in 4 s.',
  headers: { 'Retry-After': '4' },
};

export const KEY_NOT_IN_MESH: ProblemExample = {
  status: 409,
  kind: 'key-not-in-mesh',
  when: "Consul's jwt-provider lacks the key, so that sidecars would refuse its tokens",
  detail: "Consul's jwt-provider does not hold this key yet: apply the config entries first.",
};

export const CONSUL_UNAVAILABLE: ProblemExample = {
  status: 503,
  kind: 'consul-unavailable',
  when: 'Consul cannot be asked',
  detail: 'Consul does not tell which keys the sidecars verify tokens by. Try again shortly.',
  headers: { 'Retry-After': '2' },
};
