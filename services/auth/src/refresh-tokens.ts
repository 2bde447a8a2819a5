import { createHash, randomBytes } from 'node:crypto';
import type { PrismaClient } from './generated/prisma/client.js';

/** Life of a log-in in seconds: 30 days from the password, however often it is refreshed. */
const REFRESH_LIFETIME = 30 * 24 * 60 * 60;

export interface Refresh {
  /** Opaque, 256 random bits; the database holds only its hash. */
  token: string;
  expiresAt: Date;
}

export type Rotation =
  | { outcome: 'rotated'; accountId: string; refresh: Refresh }
  /** It was used before. Its log-in has ended now. */
  | { outcome: 'reused'; accountId: string }
  /** It is unknown, expired or revoked. */
  | { outcome: 'ended' };

/** Begins a family of refresh tokens: one log-in. */
export async function beginFamily(db: PrismaClient, accountId: string): Promise<Refresh> {
  const token = newToken();
  const expiresAt = new Date(Date.now() + REFRESH_LIFETIME * 1000);
  await db.refreshFamily.create({
    data: { accountId, expiresAt, tokens: { create: { hash: digest(token) } } },
  });
  return { token, expiresAt };
}

/**
 * Exchanges a refresh token for the next of its family (RFC 9700, 4.14.2). One used before was copied by somebody:
 * thief and owner cannot be told apart, so the whole family ends.
 */
export async function rotate(db: PrismaClient, token: string): Promise<Rotation> {
  const hash = digest(token);
  const found = await db.refreshToken.findUnique({ where: { hash }, include: { family: true } });
  if (!found) return { outcome: 'ended' };
  const { id: familyId, accountId, expiresAt, revokedAt } = found.family;
  if (revokedAt || expiresAt <= new Date()) return { outcome: 'ended' };

  const next = newToken();
  const rotated = await db.$transaction(async (tx) => {
    // The condition makes one of two simultaneous uses win.
    const { count } = await tx.refreshToken.updateMany({
      where: { hash, usedAt: null },
      data: { usedAt: new Date() },
    });
    if (count === 0) return false;
    await tx.refreshToken.create({ data: { hash: digest(next), familyId } });
    return true;
  });
  if (rotated) return { outcome: 'rotated', accountId, refresh: { token: next, expiresAt } };
  await revoke(db, { id: familyId });
  return { outcome: 'reused', accountId };
}

/** Ends the log-in that a refresh token belongs to; an unknown token is none. */
export async function endFamily(db: PrismaClient, token: string): Promise<string | undefined> {
  const found = await db.refreshToken.findUnique({
    where: { hash: digest(token) },
    include: { family: true },
  });
  if (found) await revoke(db, { id: found.familyId });
  return found?.family.accountId;
}

/** Ends all log-ins of an account. */
export async function endFamiliesOf(
  db: Pick<PrismaClient, 'refreshFamily'>,
  accountId: string,
): Promise<void> {
  await revoke(db, { accountId });
}

/** Forgets log-ins that ended by themselves. */
export async function forgetExpired(db: PrismaClient, now = new Date()): Promise<void> {
  await db.refreshFamily.deleteMany({ where: { expiresAt: { lte: now } } });
}

async function revoke(
  db: Pick<PrismaClient, 'refreshFamily'>,
  which: { id: string } | { accountId: string },
): Promise<void> {
  await db.refreshFamily.updateMany({
    where: { ...which, revokedAt: null },
    data: { revokedAt: new Date() },
  });
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function digest(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
