import { type Plan, Problem, type User } from '@imagehub/common';
import { Prisma, type PrismaClient } from './generated/prisma/client.js';

export interface NewAccount {
  name: string;
  passwordHash: string;
  plan: Plan;
  role?: User['role'];
}

const publicFields = { id: true, name: true, plan: true, role: true } as const;

/** Accounts that are not being deleted: the others are gone for everybody, though their rows keep their names. */
const living = { deletion: null } as const;

/**
 * @throws Problem 409 when the name is taken, also in another spelling of case or form.
 */
export async function createAccount(db: PrismaClient, account: NewAccount): Promise<User> {
  const { name } = account;
  try {
    return await db.account.create({ data: { ...account, nameKey: nameKey(name) }, select: publicFields });
  } catch (error) {
    // The only unique column that a client chooses.
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
    throw new Problem(409, `The name "${name}" is taken. Choose another.`, { kind: 'name-taken' });
  }
}

/** @throws Problem 401 when the account is gone. */
export async function findAccount(db: PrismaClient, id: string): Promise<User> {
  const account = await db.account.findUnique({ where: { id, ...living }, select: publicFields });
  return account ?? gone();
}

/** The account of a name in any spelling, with the hash of its password. */
export async function findByName(
  db: PrismaClient,
  key: string,
): Promise<{ user: User; passwordHash: string } | undefined> {
  const account = await db.account.findUnique({
    where: { nameKey: key, ...living },
    select: { ...publicFields, passwordHash: true },
  });
  if (!account) return undefined;
  const { passwordHash, ...user } = account;
  return { user, passwordHash };
}

/** @throws Problem 401 when the account is gone. */
export async function changePlan(db: PrismaClient, id: string, plan: Plan): Promise<User> {
  const [account] = await db.account.updateManyAndReturn({
    where: { id, ...living },
    data: { plan },
    select: publicFields,
  });
  return account ?? gone();
}

export async function hasAdministrator(db: PrismaClient): Promise<boolean> {
  return (await db.account.count({ where: { role: 'admin', ...living } })) > 0;
}

/** What makes two names the same to a reader: compatibility form and case (UAX #15, UAX #21). */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function gone(): never {
  throw new Problem(401, 'This account is gone.', {
    kind: 'logged-out',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}
