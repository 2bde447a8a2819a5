import type { Claims } from './envoy/bootstrap.js';

/** Length of a user's name in a load by many users: digits. */
const NAME = 12;

/**
 * The value of the claims header (`CLAIMS`) up to the user's name, which is to follow as 12 digits in base64. So a load can
 * name any user by a few bytes of its own.
 *
 * @param claims all but `sub`; `name` is made longer so that the name begins at a whole base64 digit
 */
export function claimsPrefix({ sub: _, name = '', ...claims }: Claims): string {
  for (let padding = 0; padding < 3; padding++) {
    const padded = { ...claims, name: `${name}${'.'.repeat(padding)}`, sub: '0'.repeat(NAME) };
    const value = structOf(padded);
    const prefix = value.subarray(0, value.length - NAME);
    if (prefix.length % 3 === 0) return prefix.toString('base64');
  }
  throw new Error('three lengths in a row, and none a multiple of three');
}

/** A google.protobuf.Value that holds an object of strings and numbers, as Envoy reads it. */
function structOf(claims: Claims): Buffer {
  const fields = Object.entries(claims).map(([name, claim]) => {
    const value = typeof claim === 'number' ? double(2, claim) : bytes(3, Buffer.from(claim));
    return bytes(1, Buffer.concat([bytes(1, Buffer.from(name)), bytes(2, value)]));
  });
  return bytes(5, Buffer.concat(fields));
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

function double(field: number, value: number): Buffer {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return Buffer.concat([varint((field << 3) | 1), content]);
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...digits, rest]);
    digits.push((rest & 0x7f) | 0x80);
  }
}
