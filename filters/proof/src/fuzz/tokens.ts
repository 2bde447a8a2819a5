import { mutateText } from './mutate.js';
import type { Random } from './random.js';

const PAYLOADS: readonly string[] = [
  '{"iss":"image-hub","aud":"image-hub","sub":"ada","name":"Ada","plan":"enterprise","role":"user","exp":1800000000}',
  '{"sub":"\\u00fcber \\ud83d\\ude00","plan":["team"],"nested":{"sub":"no","list":[1,2,{"plan":null}]},"exp":-1.5e3}',
  '{"plan":"team","sub":"1","sub":"2"}',
  '{}',
];
const HEADER = Buffer.from('{"alg":"RS256","typ":"JWT","kid":"1"}').toString('base64url');
const SCHEMES: readonly string[] = ['Bearer ', 'bearer ', 'Bearer', 'Basic ', 'Bearer  ', ''];

/** An Authorization header: the payload, its encoding or the whole of it mutated. */
export function mutateToken(random: Random, words: readonly string[]): string {
  const payload = random.pick(PAYLOADS);
  const how = random.below(3);
  const text = how === 0 ? mutateText(random, payload, words) : payload;
  const encoded = Buffer.from(text, 'latin1').toString(random.once(8) ? 'base64' : 'base64url');
  const token = `${HEADER}.${how === 1 ? mutateText(random, encoded, words) : encoded}.c2lnbmF0dXJl`;
  const whole = (random.once(8) ? random.pick(SCHEMES) : 'Bearer ') + token;
  return how === 2 ? mutateText(random, whole, words) : whole;
}
