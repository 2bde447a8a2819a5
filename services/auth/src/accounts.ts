import { type Plan, Problem, type User } from '@imagehub/common';
import { Prisma, type PrismaClient } from './generated/prisma/client.js';
import { hashPassword, passwordFits } from './passwords.js';

export interface NewAccount {
  name: string;
  password: string;
  plan: Plan;
  role?: User['role'];
}

const publicFields = { id: true, name: true, plan: true, role: true } as const;

/**
 * @throws Problem 409 when the name is taken, also in another spelling of case or form.
 */
export async function createAccount(db: PrismaClient, account: NewAccount): Promise<User> {
  const { name, password, plan, role } = account;
  const passwordHash = await hashPassword(password);
  try {
    return await db.account.create({
      data: { name, nameKey: nameKey(name), passwordHash, plan, ...(role && { role }) },
      select: publicFields,
    });
  } catch (error) {
    // The only unique column that a client chooses.
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
    throw new Problem(409, `The name "${name}" is taken. Choose another.`, { kind: 'name-taken' });
  }
}

/** @returns undefined for an unknown name as for a wrong password, after the same time. */
export async function findByPassword(
  db: PrismaClient,
  name: string,
  password: string,
): Promise<User | undefined> {
  const account = await db.account.findUnique({ where: { nameKey: nameKey(name) } });
  const fits = await passwordFits(account?.passwordHash, password);
  if (!account || !fits) return undefined;
  return { id: account.id, name: account.name, plan: account.plan, role: account.role };
}

export function findAccount(db: PrismaClient, id: string): Promise<User | null> {
  return db.account.findUnique({ where: { id }, select: publicFields });
}

/** @returns undefined when the account is gone. */
export async function changePlan(db: PrismaClient, id: string, plan: Plan): Promise<User | undefined> {
  const [account] = await db.account.updateManyAndReturn({
    where: { id },
    data: { plan },
    select: publicFields,
  });
  return account;
}

/** What makes two names the same to a reader: compatibility form and case (UAX #15, UAX #21). */
function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
