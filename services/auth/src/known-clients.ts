import { createHash, randomBytes } from 'node:crypto';
import type { Client } from './client.js';
import type { PrismaClient } from './generated/prisma/client.js';
import { DEVICE_LIFETIME } from './plugins/cookies.js';

/** Devices and addresses remembered for one account; those seen longest ago are forgotten first. */
const MOST = 50;

/** What of a client its account knows. */
export interface Acquaintance {
  device: boolean;
  address: boolean;
}

/** Says from what of a client somebody has logged in to an account before; the account need not exist. */
export async function acquaintance(db: PrismaClient, nameKey: string, client: Client): Promise<Acquaintance> {
  const device = client.device && deviceKey(client.device);
  const address = client.address && addressKey(client.address);
  const known = await db.knownClient.findMany({
    where: { client: { in: [device, address].filter((key) => key !== undefined) }, account: { nameKey } },
    select: { client: true },
  });
  const knows = (key: string | undefined) => known.some((row) => row.client === key);
  return { device: knows(device), address: knows(address) };
}

/**
 * Remembers a client from which the owner of an account has logged in.
 *
 * @returns the device's token, to be sent to it: a new one if the account does not know the device, as the token of
 * another account's device proves nothing here.
 */
export async function remember(db: PrismaClient, accountId: string, client: Client): Promise<string> {
  const token = (await isDeviceOf(db, accountId, client.device)) ?? randomBytes(32).toString('base64url');
  const keys = [deviceKey(token), ...(client.address ? [addressKey(client.address)] : [])];
  const seenAt = new Date();
  for (const key of keys) {
    await db.knownClient.upsert({
      where: { accountId_client: { accountId, client: key } },
      create: { accountId, client: key, seenAt },
      update: { seenAt },
    });
  }
  return token;
}

/** Forgets where the owner of an account has logged in from. */
export async function forgetClientsOf(db: PrismaClient, accountId: string): Promise<void> {
  await db.knownClient.deleteMany({ where: { accountId } });
}

/** Forgets what was not seen for 90 days, and what is too much. */
export async function forgetOldClients(db: PrismaClient, now = new Date()): Promise<void> {
  const oldest = new Date(now.getTime() - DEVICE_LIFETIME * 1000);
  await db.knownClient.deleteMany({ where: { seenAt: { lt: oldest } } });
  await db.$executeRaw`
    DELETE FROM known_clients USING (
      SELECT account_id, client, row_number() OVER (PARTITION BY account_id ORDER BY seen_at DESC) AS place
      FROM known_clients
    ) AS placed
    WHERE known_clients.account_id = placed.account_id AND known_clients.client = placed.client AND place > ${MOST}`;
}

async function isDeviceOf(
  db: PrismaClient,
  accountId: string,
  token: string | undefined,
): Promise<string | undefined> {
  if (!token) return undefined;
  const count = await db.knownClient.count({ where: { accountId, client: deviceKey(token) } });
  return count > 0 ? token : undefined;
}

/** Hashed, as refresh tokens are: who reads the table cannot use it. */
function deviceKey(token: string): string {
  return `device:${createHash('sha256').update(token).digest('base64url')}`;
}

function addressKey(address: string): string {
  return `address:${address}`;
}
