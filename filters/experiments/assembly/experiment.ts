/** One experiment: who takes part, and which cell they are in. Free of host calls. */
import {
  byteAt,
  equal,
  Field,
  hash64,
  isName,
  lengthOf,
  NOTHING,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { Audience } from '@imagehub/filter-sdk/assembly/audience';
import { Visitor } from '@imagehub/filter-sdk/assembly/visitor';
import { bucketOf, namespacePlaceOf } from './bucketing';

const MAX_VARIANTS: i32 = 16;
const MAX_FACTORS: i32 = 4;
const MAX_CELLS: i32 = 64;
const PLUS: u32 = 0x2b;

/** Which subset of a service a cell is routed to. */
@final
export class Route {
  /** The header that tells the router. */
  readonly header: Writer;

  constructor(
    service: View,
    readonly subset: View,
  ) {
    this.header = new Writer(64).put('x-imagehub-subset-').put(service);
  }
}

/** One value of a factor: those in [start, end) have it. */
@final
class Variant {
  readonly routes: Route[] = [];

  constructor(
    readonly key: View,
    readonly start: f64,
    readonly end: f64,
  ) {}
}

/** What is varied. An A/B/n experiment varies one thing, a multivariate one several. */
@final
class Factor {
  readonly variants: Variant[] = [];
  readonly seed: Writer = new Writer(64);

  /** The index of the variant whose range holds the value's bucket, or -1. */
  variantOf(value: View): i32 {
    const bucket = bucketOf(this.seed.view(), value);
    for (let i = 0; i < this.variants.length; i++) {
      if (bucket >= this.variants[i].start && bucket < this.variants[i].end) return i;
    }
    return -1;
  }
}

/** A combination of one variant of each factor; of an A/B/n experiment a variant. */
@final
export class Cell {
  /** The keys of the variants, joined with `+`. */
  readonly key: Writer = new Writer(64);
  readonly routes: Route[] = [];
}

@final
export class Experiment {
  readonly key: View;
  readonly byUser: bool;
  readonly audience: Audience;
  readonly cells: Cell[] = [];
  /** Tells the experiment, run with this seed, from all others. */
  readonly identity: u64;
  /** The ids of its counters: of each cell the exposures, then by goal of each cell the conversions. */
  metrics: StaticArray<u32> = new StaticArray<u32>(0);
  private readonly seed: View;
  private readonly coverage: f64;
  private readonly factors: Factor[] = [];
  private namespace: View = NOTHING;
  private from: f64 = 0;
  private to: f64 = 1;

  constructor(field: Field) {
    field.only('key, seed, attribute, coverage, weights, namespace, targeting, variants, factors');
    const targeting = field.get('targeting');
    if (targeting.present) targeting.only('plan, country, language, device');
    this.audience = new Audience(targeting);
    this.key = field.get('key').name();
    this.seed = field.get('seed').text(64, this.key);
    this.identity = hash64(this.key) * 31 + hash64(this.seed);
    this.byUser = field.get('attribute').oneOf('visitor, user', 0) == 1;
    this.coverage = field.get('coverage').number(0, 1, 1);
    this.readNamespace(field.get('namespace'));
    this.readFactors(field);
    this.combine();
  }

  /** The index of the cell of a participant, or -1 for who takes no part. */
  cellOf(visitor: Visitor, value: View): i32 {
    if (!this.audience.holds(visitor)) return -1;
    if (lengthOf(this.namespace) > 0) {
      const place = namespacePlaceOf(this.namespace, value);
      if (place < this.from || place >= this.to) return -1;
    }
    if (this.factors.length > 1 && bucketOf(this.seed, value) >= this.coverage) return -1;
    let cell = 0;
    for (let i = 0; i < this.factors.length; i++) {
      const variant = this.factors[i].variantOf(value);
      if (variant < 0) return -1;
      cell = cell * this.factors[i].variants.length + variant;
    }
    return cell;
  }

  /** The index of the cell of this key, or -1. */
  cellNamed(key: View): i32 {
    for (let i = 0; i < this.cells.length; i++) {
      if (equal(this.cells[i].key.view(), key)) return i;
    }
    return -1;
  }

  private readNamespace(field: Field): void {
    if (!field.present) return;
    if (field.list(3, 3).size != 3) return;
    this.namespace = field.at(0).name();
    this.from = field.at(1).number(0, 1);
    this.to = field.at(2).number(0, 1);
    if (this.from >= this.to) field.refuse('must begin before it ends');
  }

  /** Reads `variants`, which stand for one factor with the experiment's own seed, or `factors`. */
  private readFactors(field: Field): void {
    const factors = field.get('factors');
    if (!factors.present) {
      const factor = readFactor(field, this.coverage);
      factor.seed.put(this.seed);
      this.factors.push(factor);
      return;
    }
    refuseBesideFactors(field.get('variants'));
    refuseBesideFactors(field.get('weights'));
    factors.list(2, MAX_FACTORS);
    for (let i = 0; i < factors.size; i++) {
      const factor = readFactor(factors.at(i).only('key, weights, variants'), 1);
      // Seeds of their own make the factors independent of one another.
      factor.seed.put(this.seed).byte(0x3a).put(factors.at(i).get('key').name());
      this.factors.push(factor);
    }
    if (this.cellCount() > MAX_CELLS) factors.refuse('make more than 64 combinations');
  }

  private cellCount(): i32 {
    let count = 1;
    for (let i = 0; i < this.factors.length && count <= MAX_CELLS; i++)
      count *= this.factors[i].variants.length;
    return count;
  }

  /** Makes the cells, in the order in which `cellOf` numbers them: the last factor changes fastest. */
  private combine(): void {
    const count = this.cellCount();
    if (count > MAX_CELLS) return;
    for (let i = 0; i < count; i++) {
      const cell = new Cell();
      let block = count;
      for (let k = 0; k < this.factors.length; k++) {
        const variants = this.factors[k].variants;
        block /= variants.length;
        const variant = variants[(i / block) % variants.length];
        if (k > 0) cell.key.byte(PLUS);
        cell.key.put(variant.key);
        for (let r = 0; r < variant.routes.length; r++) cell.routes.push(variant.routes[r]);
      }
      this.cells.push(cell);
    }
  }
}

/**
 * Reads `variants` and `weights`. Each variant's range begins where the weights before it end and covers that
 * part of its own weight: raising the coverage lets more take part and moves nobody.
 */
function readFactor(field: Field, coverage: f64): Factor {
  const factor = new Factor();
  const variants = field.get('variants').list(1, MAX_VARIANTS);
  const weights = field.get('weights');
  const count = variants.size;
  if (weights.present) {
    weights.list(1, MAX_VARIANTS);
    if (weights.size != count) weights.refuse('must have one weight for each variant');
  }
  let start: f64 = 0;
  for (let i = 0; i < count; i++) {
    const weight = i < weights.size ? weights.at(i).number(0, 1) : 1.0 / <f64>count;
    factor.variants.push(readVariant(variants.at(i), start, start + coverage * weight));
    start += weight;
  }
  if (weights.present && Math.abs(start - 1) > 0.01) weights.refuse('must add up to 1');
  return factor;
}

function readVariant(field: Field, start: f64, end: f64): Variant {
  field.only('key, route');
  const variant = new Variant(field.get('key').name(), start, end);
  const routes = field.get('route');
  if (!routes.present) return variant;
  routes.object(1, 8);
  for (let i = 0; i < routes.size; i++) {
    const service = routes.nameAt(i);
    if (!isServiceName(service))
      routes.at(i).refuse('a service is named by a-z 0-9 _ -');
    variant.routes.push(new Route(service, routes.at(i).name()));
  }
  return variant;
}

/** Each factor has variants and weights of its own. */
function refuseBesideFactors(field: Field): void {
  if (field.present) field.refuse('stands beside factors');
}

function isServiceName(name: View): bool {
  for (let i = 0; i < lengthOf(name); i++) {
    if (byteAt(name, i) - 0x41 < 26) return false;
  }
  return isName(name);
}
