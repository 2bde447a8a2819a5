import { setTimeout as delay } from 'node:timers/promises';
import type { Use } from './browser.js';
import { authorized, enter, type Member, type Members } from './members.js';

/** Deletions under way at a time: each costs the hub a comparison of a password. */
const AT_ONCE = 3;

/** A hub that is being started again has this long, in milliseconds. */
const PAUSE = 1_000;
const TRIES = 5;

/**
 * Deletes the accounts of a run, and with them their pictures.
 * @returns the names of those that could not be deleted
 */
export async function deleteMembers(members: Members, signal: AbortSignal): Promise<string[]> {
  const queue = members.all().filter(({ exists }) => exists);
  const left: string[] = [];
  const worker = async () => {
    for (let member = queue.pop(); member; member = queue.pop()) {
      if (!(await deleted(member, { kind: 'clean-up', signal }))) left.push(member.name);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return left;
}

async function deleted(member: Member, use: Use): Promise<boolean> {
  const [session] = Object.values(member.own);
  if (!session) return false;
  for (let tries = TRIES; tries > 0; tries--) {
    if (await enter(session, use)) {
      const sending = {
        method: 'DELETE',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password: member.password }),
      } as const;
      const { status } = await authorized(session, 'account', '/api/auth/me', use, sending);
      if (status === 204) return true;
    }
    if (!member.exists) return true;
    if (tries > 1) await delay(PAUSE);
  }
  return false;
}
