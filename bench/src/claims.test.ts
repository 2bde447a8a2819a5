import { expect, test } from 'vitest';
import { claimsPrefix } from './claims.js';

test.each(['', 'A', 'Al', 'Ana', 'Aroha'])(
  'a user’s digits can follow the prefix whatever the others claim: %s',
  (name) => {
    const prefix = claimsPrefix({ sub: 'somebody', name, plan: 'team', iat: 1_767_225_600 });
    const user = Buffer.from('000000000042').toString('base64');
    const value = Buffer.from(prefix + user, 'base64');
    expect(value.toString('base64')).toBe(prefix + user);
    expect(value.subarray(-12).toString()).toBe('000000000042');
    // A Value that holds a Struct, whose length covers all that follows.
    expect([value[0], value[1]]).toEqual([0x2a, value.length - 2]);
  },
);
