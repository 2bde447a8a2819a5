import { expect, it } from 'vitest';
import { createPasswords } from './passwords.js';

it('hashes by Argon2id with what OWASP asks for, and knows the password again', async () => {
  const passwords = await createPasswords(() => {});
  const hash = await passwords.hash('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.fits(hash, 'correct horse battery')).toBe(true);
  expect(await passwords.fits(hash, 'Correct horse battery')).toBe(false);
});

it('works as hard where there is nothing to compare with', async () => {
  const runs: string[] = [];
  const passwords = await createPasswords((operation) => runs.push(operation));
  expect(await passwords.fits(undefined, 'correct horse battery')).toBe(false);
  expect(runs).toEqual(['verify']);
});

it('takes no more log-ins at once than can be answered soon, and others when those are done', async () => {
  const passwords = await createPasswords(() => {});
  const attempt = () => passwords.attend(() => passwords.fits(undefined, 'x'));
  const flood = await Promise.allSettled(Array.from({ length: 80 }, attempt));
  const refused = flood.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(80 - 64);
  expect(refused[0]).toMatchObject({ reason: { statusCode: 503, options: { kind: 'busy', retryAfter: 2 } } });
  expect(await attempt()).toBe(false);
});
