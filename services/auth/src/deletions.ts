import { Problem, type User } from '@imagehub/common';
import type { PrismaClient } from './generated/prisma/client.js';
import { endFamiliesOf } from './refresh-tokens.js';
import { TOKEN_LIFETIME } from './session.js';

/** How long an upload may take that a token began, in seconds; image-store gives it up then. */
const LONGEST_UPLOAD = 600;

/** For clocks that differ, in seconds. */
const SLACK = 60;

/**
 * Milliseconds after which nothing new can come of an account: its last token has expired, and so has the last upload
 * that it began. Only then is the last look for pictures taken, and the name free.
 */
const QUIET_AFTER = (TOKEN_LIFETIME + LONGEST_UPLOAD + SLACK) * 1000;

const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 5 * 60_000;

export interface Deletion {
  account: User;
  requestedAt: Date;
}

/**
 * Makes an account unusable, ends its log-ins, and notes that all that belongs to it is to be deleted. All or nothing.
 *
 * @throws Problem 409 for the only administrator, without whom nobody could administer the hub.
 */
export async function requestDeletion(db: PrismaClient, { id, role }: User): Promise<void> {
  await db.$transaction(async (tx) => {
    if (role === 'admin') {
      // Two administrators who leave at the same time wait for each other here; the second then finds nobody else.
      await tx.$queryRaw`SELECT id FROM accounts WHERE role = 'admin' FOR UPDATE`;
      const others = await tx.account.count({ where: { role: 'admin', id: { not: id }, deletion: null } });
      if (others === 0) throw lastAdministrator();
    }
    await tx.accountDeletion.upsert({ where: { accountId: id }, create: { accountId: id }, update: {} });
    await endFamiliesOf(tx, id);
  });
}

/**
 * Takes a deletion that is due. The time of the next try is noted before this one, so that nothing is lost when the process
 * ends during it.
 */
export async function takeDueDeletion(db: PrismaClient, now = new Date()): Promise<Deletion | undefined> {
  const due = await db.accountDeletion.findFirst({
    where: { dueAt: { lte: now } },
    orderBy: { dueAt: 'asc' },
    include: { account: { select: { id: true, name: true, plan: true, role: true } } },
  });
  if (!due) return undefined;
  const { accountId, failures, dueAt } = due;
  const delay = Math.min(FIRST_RETRY * 2 ** failures, LONGEST_RETRY);
  const { count } = await db.accountDeletion.updateMany({
    where: { accountId, dueAt },
    data: { failures: failures + 1, dueAt: new Date(now.getTime() + delay) },
  });
  // Otherwise another instance was quicker, and this one looks again.
  return count > 0 ? due : takeDueDeletion(db, now);
}

/**
 * Deletes what belongs to an account: once as soon as possible, and once more when nothing new can come of it. After that
 * the account itself goes, and its name is free.
 *
 * @param deletePictures of the account; rejects when it could not, and is called again then.
 * @returns whether all is done.
 */
export async function carryOut(
  db: PrismaClient,
  { account, requestedAt }: Deletion,
  deletePictures: (account: User) => Promise<void>,
  now = new Date(),
): Promise<boolean> {
  const quietAt = new Date(requestedAt.getTime() + QUIET_AFTER);
  await deletePictures(account);
  if (now < quietAt) {
    await db.accountDeletion.update({
      where: { accountId: account.id },
      data: { failures: 0, dueAt: quietAt },
    });
    return false;
  }
  await db.account.delete({ where: { id: account.id } });
  return true;
}

/** When the next deletion is due, if there is one. */
export async function nextDeletionAt(db: PrismaClient): Promise<Date | undefined> {
  const next = await db.accountDeletion.findFirst({ orderBy: { dueAt: 'asc' }, select: { dueAt: true } });
  return next?.dueAt;
}

function lastAdministrator(): Problem {
  return new Problem(409, 'This is the only administrator. Without one nobody could administer the hub.', {
    kind: 'last-administrator',
  });
}
