/** Which class a request is served in, free of host calls. */
import {
  byteAt, Configuration, equal, equalIgnoringCase, Field, isOk, lengthOf, literal, lower, NOTHING, subBucketOf, View,
} from '@imagehub/filter-sdk/assembly';
import { Device, fitsLanguage, Visitor } from './visitor';

/** Most different windows of activity: each costs three host calls a request. */
const MAX_WINDOWS: i32 = 4;
const MAX_WINDOW: i64 = 86_400;
const MAX_REQUESTS: i64 = 1_000_000_000;

const COUNTRY_HEADER = literal('x-country');
const VISITOR_COOKIE = literal('ih_visitor');

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

/** What a rule asks of a request: all of it, and of each list any one. An empty list asks nothing. */
@final
export class Rule {
  readonly plans: View[] = [];
  readonly countries: View[] = [];
  readonly languages: View[] = [];
  /** Bits of `Device`; 0 asks nothing. */
  devices: i32 = 0;
  window: Window | null = null;
  requests: u64 = 0;

  constructor(readonly class_: i32) {}

  fits(visitor: Visitor): bool {
    if (this.plans.length > 0 && !anyEqual(this.plans, visitor.plan)) return false;
    if (this.countries.length > 0 && !anyEqual(this.countries, visitor.country)) return false;
    if (this.languages.length > 0 && !anyLanguage(this.languages, visitor.language())) return false;
    if (this.devices != 0 && (this.devices & visitor.device()) == 0) return false;
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
    const root = configuration.root.only(['default', 'rules', 'countryHeader', 'visitorCookie']);
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
    const rule = new Rule(this.classOfName(field.only(['class', 'when']).get('class').name()));
    const when = field.get('when').object(1, 5).only(['plan', 'country', 'language', 'device', 'activity']);
    readTexts(when.get('plan'), rule.plans);
    readTexts(when.get('country'), rule.countries);
    readTexts(when.get('language'), rule.languages);
    rule.devices = readDevices(when.get('device'));
    this.readActivity(when.get('activity'), rule);
    if (rule.plans.length > 0) this.needsToken = true;
    this.rules.push(rule);
  }

  private readActivity(field: Field, rule: Rule): void {
    if (!field.present) return;
    field.only(['requests', 'window']);
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

function readTexts(field: Field, into: View[]): void {
  if (!field.present) return;
  field.list(1, 300);
  for (let i = 0; i < field.size; i++) into.push(field.at(i).name());
}

function readDevices(field: Field): i32 {
  if (!field.present) return 0;
  field.list(1, 5);
  let devices = 0;
  for (let i = 0; i < field.size; i++) {
    devices |= 1 << field.at(i).oneOf(['desktop', 'mobile', 'tablet', 'bot', 'unknown']);
  }
  return devices;
}

function anyEqual(wanted: View[], value: View): bool {
  if (!isOk(value)) return false;
  for (let i = 0; i < wanted.length; i++) {
    if (equalIgnoringCase(wanted[i], value)) return true;
  }
  return false;
}

function anyLanguage(ranges: View[], language: View): bool {
  if (!isOk(language)) return false;
  for (let i = 0; i < ranges.length; i++) {
    if (fitsLanguage(language, ranges[i])) return true;
  }
  return false;
}

function isLowerCase(name: View): bool {
  for (let i = 0; i < lengthOf(name); i++) {
    if (lower(byteAt(name, i)) != byteAt(name, i)) return false;
  }
  return true;
}
