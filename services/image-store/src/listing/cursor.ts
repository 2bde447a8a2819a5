import { Problem } from '@imagehub/common';
import { Prisma } from '../generated/prisma/client.js';

export const SORTS = ['newest', 'likes'] as const;
export type Sort = (typeof SORTS)[number];

/** Where a page ended: the last image's id, and the number that the list is sorted by. */
interface Position {
  id: string;
  createdAt: Date;
  likes: number;
}

const NUMBER_BYTES = 6;
const UUID_BYTES = 16;

/** The last day that has four digits of a year, in ms. */
const LATEST = Date.UTC(9999, 11, 31);

/** Opaque to clients: the sort's number (time in ms, or likes) and the id of a page's last image. */
export function encodeCursor(sort: Sort, { id, createdAt, likes }: Position): string {
  const bytes = Buffer.alloc(1 + NUMBER_BYTES + UUID_BYTES);
  bytes.writeUInt8(SORTS.indexOf(sort));
  bytes.writeUIntBE(sort === 'likes' ? likes : createdAt.getTime(), 1, NUMBER_BYTES);
  bytes.write(id.replaceAll('-', ''), 1 + NUMBER_BYTES, 'hex');
  return bytes.toString('base64url');
}

/**
 * What comes after a cursor in its order, as a condition on `images`.
 *
 * @throws Problem 400 for what `encodeCursor` did not make for this sort.
 */
export function after(sort: Sort, cursor: string): Prisma.Sql {
  const bytes = Buffer.from(cursor, 'base64url');
  const isWhole = bytes.length === 1 + NUMBER_BYTES + UUID_BYTES && bytes.toString('base64url') === cursor;
  if (!isWhole || SORTS[bytes.readUInt8()] !== sort) throw refusal();
  const number = bytes.readUIntBE(1, NUMBER_BYTES);
  const id = bytes.toString('hex', 1 + NUMBER_BYTES);
  if (sort === 'likes') return Prisma.sql`(likes, id) < (${number}::bigint, ${id}::uuid)`;
  if (number > LATEST) throw refusal();
  return Prisma.sql`(created_at, id) < (to_timestamp(${number}::float8 / 1000), ${id}::uuid)`;
}

function refusal(): Problem {
  const message = 'is no cursor of this list: pass on nextCursor as it was given, with the same sort';
  return new Problem(400, `query.cursor ${message}`, {
    kind: 'invalid-request',
    errors: [{ field: 'query.cursor', message }],
  });
}
