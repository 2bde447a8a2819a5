/** Groups of visitors by plan, country, language and device. */
import { Field } from './configuration';
import { equalIgnoringCase, isOk, View } from './view';
import { fitsLanguage, Visitor } from './visitor';

/** All of its conditions must hold, and of each list any one. An empty list asks nothing. */
@final
export class Audience {
  /** Whether the token must be read to tell who belongs to it. */
  readonly needsToken: bool;
  private readonly plans: View[];
  private readonly countries: View[];
  private readonly languages: View[];
  /** Bits of `Device`; 0 asks nothing. */
  private readonly devices: i32;

  /** Reads the members `plan`, `country`, `language` and `device` of an object, all of them optional. */
  constructor(field: Field) {
    this.plans = readNames(field.get('plan'));
    this.countries = readNames(field.get('country'));
    this.languages = readNames(field.get('language'));
    this.devices = readDevices(field.get('device'));
    this.needsToken = this.plans.length > 0;
  }

  holds(visitor: Visitor): bool {
    if (this.plans.length > 0 && !anyEqual(this.plans, visitor.plan)) return false;
    if (this.countries.length > 0 && !anyEqual(this.countries, visitor.country)) return false;
    if (this.languages.length > 0 && !anyLanguage(this.languages, visitor.language())) return false;
    return this.devices == 0 || (this.devices & visitor.device()) != 0;
  }
}

function readNames(field: Field): View[] {
  const names: View[] = [];
  if (!field.present) return names;
  field.list(1, 300);
  for (let i = 0; i < field.size; i++) names.push(field.at(i).name());
  return names;
}

function readDevices(field: Field): i32 {
  if (!field.present) return 0;
  field.list(1, 5);
  let devices = 0;
  for (let i = 0; i < field.size; i++) {
    devices |= 1 << field.at(i).oneOf('desktop, mobile, tablet, bot, unknown');
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
