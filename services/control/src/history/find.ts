import { Problem } from '@imagehub/common';
import type { Change, PrismaClient } from '../generated/prisma/client.js';

/** @throws Problem 404 */
export async function findChange(db: PrismaClient, id: string): Promise<Change> {
  const change = await db.change.findUnique({ where: { id } });
  if (!change) throw new Problem(404, 'The history has no change of this id.');
  return change;
}
