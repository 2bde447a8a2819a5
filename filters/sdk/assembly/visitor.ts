/**
 * What the headers of a request tell of who sends it. None of it is verified: it is fit for choosing a class
 * or a variant, which nobody gains by lying about, and for nothing else.
 */
import { Status } from './abi';
import { cookieValue, trim } from './cookies';
import { hash64, mix } from './hash';
import { jsonText } from './json-member';
import { unverifiedPayload } from './jwt';
import { PackedMapReader } from './packed-map';
import {
  byteAt,
  equal,
  equalIgnoringCase,
  failure,
  indexOf,
  isOk,
  lengthOf,
  lower,
  slice,
  View,
} from './view';

const AUTHORIZATION = 'authorization';
const COOKIE = 'cookie';
const ACCEPT_LANGUAGE = 'accept-language';
const USER_AGENT = 'user-agent';
const MOBILE_HINT = 'sec-ch-ua-mobile';
const IS_MOBILE = '?1';
const PLAN = 'plan';
const SUB = 'sub';

const BOTS: View[] = ['bot', 'crawl', 'spider'];
const TABLETS: View[] = ['ipad', 'tablet'];
const MOBILE = 'mobi';
const ANDROID = 'android';

/** Kinds of devices, as bits. */
export const enum Device {
  Desktop = 1,
  Mobile = 2,
  Tablet = 4,
  Bot = 8,
  Unknown = 16,
}

const SEED_OF_SUB: u64 = 0x5bd1e9955bd1e995;
const ABSENT: View = failure(Status.NotFound);

/** Who sends the present request; made once per VM and reused. */
@final
export class Visitor {
  private authorization: View = ABSENT;
  private cookie: View = ABSENT;
  private acceptLanguage: View = ABSENT;
  private userAgent: View = ABSENT;
  private mobileHint: View = ABSENT;
  /** The value of the country header, or `NotFound`. */
  country: View = ABSENT;
  /** The token's plan, or `NotFound`. */
  plan: View = ABSENT;
  /** The user that the token names, or `NotFound`. */
  sub: View = ABSENT;

  /** Forgets the request before. */
  clear(): void {
    this.authorization = ABSENT;
    this.cookie = ABSENT;
    this.acceptLanguage = ABSENT;
    this.userAgent = ABSENT;
    this.mobileHint = ABSENT;
    this.country = ABSENT;
    this.plan = ABSENT;
    this.sub = ABSENT;
  }

  /** Takes note of a header. */
  take(header: PackedMapReader, countryHeader: View): void {
    const name = header.key;
    if (equal(name, AUTHORIZATION)) this.authorization = header.value;
    else if (equal(name, COOKIE)) this.cookie = header.value;
    else if (equal(name, ACCEPT_LANGUAGE)) this.acceptLanguage = header.value;
    else if (equal(name, USER_AGENT)) this.userAgent = header.value;
    else if (equal(name, MOBILE_HINT)) this.mobileHint = header.value;
    if (equal(name, countryHeader)) this.country = header.value;
  }

  /** Decodes the token, if a rule needs it. */
  readToken(): void {
    const payload = unverifiedPayload(this.authorization);
    this.plan = jsonText(payload, PLAN);
    this.sub = jsonText(payload, SUB);
  }

  /** The value of a cookie, or `NotFound`. */
  cookieOf(name: View): View {
    return cookieValue(this.cookie, name);
  }

  /** A hash of the token's user, else of the visitor's cookie; 0 if there is neither. */
  identity(cookieName: View): u64 {
    if (lengthOf(this.sub) > 0) return mix(hash64(this.sub) ^ SEED_OF_SUB);
    const visitor = this.cookieOf(cookieName);
    return lengthOf(visitor) > 0 ? hash64(visitor) : 0;
  }

  /**
   * The language that the client likes best: of Accept-Language (RFC 9110, 12.5.4) the range of the highest
   * weight, the first of several. Empty if there is none.
   */
  language(): View {
    const header = this.acceptLanguage;
    const length = lengthOf(header);
    let best: View = ABSENT;
    let bestWeight = 0;
    for (let start = 0; start < length; ) {
      const comma = indexOf(header, 0x2c, start);
      const end = comma < 0 ? length : comma;
      const item = slice(header, start, end);
      const semicolon = indexOf(item, 0x3b);
      const weight = semicolon < 0 ? 1000 : weightOf(trim(slice(item, semicolon + 1, lengthOf(item))));
      if (weight > bestWeight) {
        best = trim(semicolon < 0 ? item : slice(item, 0, semicolon));
        bestWeight = weight;
      }
      start = end + 1;
    }
    return best;
  }

  device(): Device {
    if (isOk(this.mobileHint) && equal(this.mobileHint, IS_MOBILE)) return Device.Mobile;
    const agent = this.userAgent;
    if (!isOk(agent) || lengthOf(agent) == 0) return Device.Unknown;
    for (let i = 0; i < BOTS.length; i++) if (mentions(agent, BOTS[i])) return Device.Bot;
    for (let i = 0; i < TABLETS.length; i++) if (mentions(agent, TABLETS[i])) return Device.Tablet;
    if (mentions(agent, MOBILE)) return Device.Mobile;
    // Android's browsers leave out "Mobile" on tablets.
    return mentions(agent, ANDROID) ? Device.Tablet : Device.Desktop;
  }
}

/** A weight (`q=0.8`) in thousandths; 0 for what is none. */
function weightOf(parameter: View): i32 {
  const length = lengthOf(parameter);
  if (length < 3 || lower(byteAt(parameter, 0)) != 0x71 || byteAt(parameter, 1) != 0x3d) return 0;
  let weight = 0;
  let unit = 1000;
  for (let i = 2; i < length; i++) {
    const byte = byteAt(parameter, i);
    if (byte == 0x2e && i == 3) continue;
    if (byte - 0x30 >= 10) return 0;
    weight += <i32>(byte - 0x30) * unit;
    unit /= 10;
  }
  return min(weight, 1000);
}

/** Whether a language fits a range (RFC 4647, 3.3.1): `mi` takes `mi` and `mi-NZ`. */
export function fitsLanguage(language: View, range: View): bool {
  const length = lengthOf(range);
  if (lengthOf(language) < length || !equalIgnoringCase(slice(language, 0, length), range)) return false;
  return lengthOf(language) == length || byteAt(language, length) == 0x2d;
}

/** Whether a text holds a word, which is in lower case, in any case. */
function mentions(text: View, word: View): bool {
  const length = lengthOf(word);
  for (let i = 0, last = lengthOf(text) - length; i <= last; i++) {
    if (equalIgnoringCase(slice(text, i, i + length), word)) return true;
  }
  return false;
}
