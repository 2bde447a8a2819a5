import { createHash, randomBytes } from 'node:crypto';
import type { PrismaClient } from './generated/prisma/client.js';

/** Life of a log-in in seconds: 30 days from the password, however often it is refreshed. */
const REFRESH_LIFETIME = 30 * 24 * 60 * 60;

export interface Refresh {
  /** Opaque, 256 random bits; the database holds only its hash. */
  token: string;
  expiresAt: Date;
}

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
 *
 * @returns undefined when the token is unknown, used, expired or revoked.
 */
export async function rotate(
  db: PrismaClient,
  token: string,
): Promise<(Refresh & { accountId: string }) | undefined> {
  const hash = digest(token);
  const found = await db.refreshToken.findUnique({ where: { hash }, include: { family: true } });
  if (!found) return undefined;
  const { family } = found;
  if (family.revokedAt || family.expiresAt <= new Date()) return undefined;

  const next = newToken();
  const rotated = await db.$transaction(async (tx) => {
    // The condition makes one of two simultaneous uses win.
    const { count } = await tx.refreshToken.updateMany({
      where: { hash, usedAt: null },
      data: { usedAt: new Date() },
    });
    if (count === 0) return false;
    await tx.refreshToken.create({ data: { hash: digest(next), familyId: family.id } });
    return true;
  });
  if (!rotated) {
    await revoke(db, family.id);
    return undefined;
  }
  return { token: next, expiresAt: family.expiresAt, accountId: family.accountId };
}

/** Ends the log-in that a refresh token belongs to; an unknown token is none. */
export async function endFamily(db: PrismaClient, token: string): Promise<void> {
  const found = await db.refreshToken.findUnique({ where: { hash: digest(token) } });
  if (found) await revoke(db, found.familyId);
}

/** Forgets log-ins that ended by themselves. */
export async function forgetExpired(db: PrismaClient, now = new Date()): Promise<void> {
  await db.refreshFamily.deleteMany({ where: { expiresAt: { lte: now } } });
}

async function revoke(db: PrismaClient, id: string): Promise<void> {
  await db.refreshFamily.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function digest(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
