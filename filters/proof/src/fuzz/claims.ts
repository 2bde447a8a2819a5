import { type PropertyValue, packPairs } from '@imagehub/filter-host';
import type { Json } from '../json.js';
import { mutateJson } from './mutate.js';
import type { Random } from './random.js';

const NAMESPACE = 'envoy.filters.http.jwt_authn';
const CLAIMS: Json = {
  iss: 'image-hub',
  sub: 'ada',
  plan: 'personal',
  role: 'user',
  exp: 1e9,
  list: ['a', 1],
  deep: { sub: 'x' },
};

/** Dynamic metadata: claims with other values, or packed claims with other bytes. */
export function mutateClaims(
  random: Random,
  metadata: { [namespace: string]: PropertyValue },
  words: readonly string[],
): { [namespace: string]: PropertyValue } {
  const claims: PropertyValue = random.once(2) ? mutateJson(random, CLAIMS, words) : packed(random);
  return { ...metadata, [NAMESPACE]: { jwt_payload_imagehub: claims } };
}

/** A packed map whose counts, lengths or bytes are a little or very wrong. */
function packed(random: Random): Uint8Array {
  const bytes = packPairs([
    [Buffer.from('exp'), new Uint8Array(8)],
    [Buffer.from('sub'), Buffer.from(`user-${random.below(50)}`)],
    [Buffer.from('plan'), Buffer.from(random.pick(['personal', 'team', 'gold', '']))],
  ]);
  const view = new DataView(bytes.buffer);
  for (let changes = random.below(4); changes > 0; changes--) {
    const at = random.below(bytes.length - 3);
    if (random.once(2))
      view.setUint32(at & ~3, random.pick([0, 1, 0x7fffffff, 0xffffffff, 0x10000000, bytes.length]), true);
    else view.setUint8(at, random.below(256));
  }
  return random.once(4) ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}
