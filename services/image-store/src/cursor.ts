import { Problem } from '@imagehub/common';

const UUID_BYTES = 16;

/** Opaque to clients: the id of a page's last image. */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** @throws Problem 400 for what `encodeCursor` did not make. */
export function decodeCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== UUID_BYTES || bytes.toString('base64url') !== cursor) {
    const message = 'is no cursor of this list: pass on nextCursor as it was given';
    throw new Problem(400, `query.cursor ${message}`, {
      kind: 'invalid-request',
      errors: [{ field: 'query.cursor', message }],
    });
  }
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
