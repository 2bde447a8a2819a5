/** Which class a request is served in, free of host calls. */
import {
  byteAt,
  Configuration,
  equal,
  Field,
  lengthOf,
  lower,
  subBucketOf,
  View,
} from '@imagehub/filter-sdk/assembly';
import { Audience } from '@imagehub/filter-sdk/assembly/audience';
import { Visitor } from '@imagehub/filter-sdk/assembly/visitor';

/** Most different windows of activity: each costs three host calls a request. */
const MAX_WINDOWS: i32 = 4;
const MAX_WINDOW: i64 = 86_400;
const MAX_REQUESTS: i64 = 1_000_000_000;

const COUNTRY_HEADER = 'x-country';
const VISITOR_COOKIE = 'ih_visitor';

/** Requests of one visitor in a sliding window. */
@final
export class Window {
  readonly subBucket: u64;
  /** How many the window holds, the present request included; to be set before `classOf`. */
  requests: u64 = 0;

  constructor(readonly seconds: u64) {
    this.subBucket = subBucketOf(seconds);
  }
}

/** The class for those of an audience who are active enough. */
@final
export class Rule {
  window: Window | null = null;
  requests: u64 = 0;

  constructor(
    readonly class_: i32,
    readonly audience: Audience,
  ) {}

  fits(visitor: Visitor): bool {
    if (!this.audience.holds(visitor)) return false;
    const window = this.window;
    return !window || window.requests >= this.requests;
  }
}

@final
export class Policy {
  /** The names of the classes; the first is the default. */
  readonly classes: View[] = [];
  readonly windows: Window[] = [];
  readonly countryHeader: View;
  readonly visitorCookie: View;
  /** Whether any rule looks into the token. */
  needsToken: bool = false;
  /** What is wrong with the configuration; empty if nothing is. */
  readonly fault: View;
  private readonly rules: Rule[] = [];
  private readonly document: ArrayBuffer;

  constructor(text: View) {
    const configuration = new Configuration(text);
    this.document = configuration.document;
    const root = configuration.root.only('default, rules, countryHeader, visitorCookie');
    const country = root.get('countryHeader');
    this.countryHeader = country.name(COUNTRY_HEADER);
    if (!isLowerCase(this.countryHeader)) country.refuse('must be in lower case');
    this.visitorCookie = root.get('visitorCookie').name(VISITOR_COOKIE);
    this.classOfName(root.get('default').name());
    const rules = root.get('rules').list(0, 64);
    for (let i = 0; i < rules.size; i++) this.readRule(rules.at(i));
    this.fault = configuration.fault();
  }

  /** The index of the class of the first rule that fits, else of the default. */
  classOf(visitor: Visitor): i32 {
    for (let i = 0; i < this.rules.length; i++) {
      if (this.rules[i].fits(visitor)) return this.rules[i].class_;
    }
    return 0;
  }

  private readRule(field: Field): void {
    const class_ = this.classOfName(field.only('class, when').get('class').name());
    const when = field.get('when').object(1, 5).only('plan, country, language, device, activity');
    const rule = new Rule(class_, new Audience(when));
    this.readActivity(when.get('activity'), rule);
    if (rule.audience.needsToken) this.needsToken = true;
    this.rules.push(rule);
  }

  private readActivity(field: Field, rule: Rule): void {
    if (!field.present) return;
    field.only('requests, window');
    rule.requests = field.get('requests').integer(1, MAX_REQUESTS);
    const seconds: u64 = field.get('window').integer(1, MAX_WINDOW);
    this.needsToken = true;
    for (let i = 0; i < this.windows.length; i++) {
      if (this.windows[i].seconds == seconds) rule.window = this.windows[i];
    }
    if (rule.window) return;
    if (this.windows.length == MAX_WINDOWS) field.refuse('is the fifth different window: there may be four');
    const window = new Window(seconds);
    this.windows.push(window);
    rule.window = window;
  }

  /** The index of a class, entered if it is new. */
  private classOfName(name: View): i32 {
    for (let i = 0; i < this.classes.length; i++) {
      if (equal(this.classes[i], name)) return i;
    }
    this.classes.push(name);
    return this.classes.length - 1;
  }
}

function isLowerCase(name: View): bool {
  for (let i = 0; i < lengthOf(name); i++) {
    if (lower(byteAt(name, i)) != byteAt(name, i)) return false;
  }
  return true;
}
