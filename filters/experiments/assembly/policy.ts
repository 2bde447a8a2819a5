/** Which experiments a request takes part in, and in which cell of each. Free of host calls. */
import {
  Configuration,
  decoded,
  equal,
  Field,
  indexOf,
  lengthOf,
  PathPattern,
  pointerOf,
  queryOf,
  RequestPath,
  slice,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { QueryReader } from '@imagehub/filter-sdk/assembly/query';
import { Visitor } from '@imagehub/filter-sdk/assembly/visitor';
import { Experiment } from './experiment';

export const MAX_EXPERIMENTS: i32 = 32;
const MAX_GOALS: i32 = 16;
const MAX_AGE: i64 = 34_560_000;
const YEAR: i64 = 31_536_000;

const VISITOR_COOKIE = 'ih_visitor';
const FORCE = 'imagehub-variant';
const COMMA: u32 = 0x2c;
const COLON: u32 = 0x3a;
const QUESTION: u32 = 0x3f;
const AMPERSAND: u32 = 0x26;

/** What an experiment is to bring about: a request that is answered well. */
@final
export class Goal {
  constructor(
    readonly key: View,
    readonly method: View,
    readonly pattern: PathPattern,
  ) {}
}

/** What `assign` has found for the present request. */
@final
export class Assignment {
  /** By experiment: the index of the cell, or -1. */
  readonly cells: StaticArray<i32> = new StaticArray<i32>(MAX_EXPERIMENTS);
  /** By experiment: whether the cell was asked for in the query; such requests are not counted. */
  readonly forced: StaticArray<bool> = new StaticArray<bool>(MAX_EXPERIMENTS);
}

@final
export class Policy {
  readonly cookie: View;
  /** How long the visitor's cookie is kept, in seconds. */
  readonly maxAge: u64;
  readonly experiments: Experiment[] = [];
  readonly goals: Goal[] = [];
  /** Whether any experiment looks into the token. */
  needsToken: bool = false;
  /** What is wrong with the configuration; empty if nothing is. */
  readonly fault: View;
  private readonly document: ArrayBuffer;
  private readonly path: RequestPath = new RequestPath();
  private readonly query: QueryReader = new QueryReader();

  constructor(text: View) {
    const configuration = new Configuration(text);
    this.document = configuration.document;
    const root = configuration.root.only('visitor, experiments, goals');
    const visitor = root.get('visitor');
    if (visitor.present) visitor.only('cookie, maxAge');
    this.cookie = visitor.get('cookie').name(VISITOR_COOKIE);
    this.maxAge = visitor.get('maxAge').integer(1, MAX_AGE, YEAR);
    this.readExperiments(root.get('experiments').list(0, MAX_EXPERIMENTS));
    const goals = root.get('goals');
    if (goals.present) this.readGoals(goals.list(0, MAX_GOALS));
    this.fault = configuration.fault();
  }

  /** Assigns a visitor by the attribute that each experiment names. */
  assign(assignment: Assignment, visitor: Visitor, id: View): void {
    for (let i = 0; i < this.experiments.length; i++) {
      const experiment = this.experiments[i];
      const value = experiment.byUser && lengthOf(visitor.sub) > 0 ? visitor.sub : id;
      assignment.cells[i] = experiment.cellOf(visitor, value);
      assignment.forced[i] = false;
    }
  }

  /**
   * Puts the cells that a request's query asks for (`imagehub-variant=key:cell,…`) in the place of the assigned ones.
   *
   * @param rest takes the target without what it asks of this filter: apps may refuse parameters that they do not know
   * @returns whether the query asks for any
   */
  force(assignment: Assignment, target: View, rest: Writer): bool {
    const query = queryOf(target);
    if (lengthOf(query) == 0) return false;
    rest.clear().put(slice(target, 0, <i32>(pointerOf(query) - pointerOf(target)) - 1));
    let separator: u32 = QUESTION;
    let asks = false;
    this.query.open(query);
    while (this.query.next()) {
      if (!equal(this.query.name, FORCE)) {
        rest.byte(separator).put(this.query.pair);
        separator = AMPERSAND;
        continue;
      }
      asks = true;
      const wishes = decoded(this.query.value);
      const length = lengthOf(wishes);
      for (let start = 0; start < length; ) {
        const comma = indexOf(wishes, COMMA, start);
        const end = comma < 0 ? length : comma;
        this.forceOne(assignment, slice(wishes, start, end));
        start = end + 1;
      }
    }
    return asks;
  }

  /** The index of the goal that a request reaches, or -1. */
  goalOf(method: View, target: View): i32 {
    if (this.goals.length == 0) return -1;
    this.path.read(target);
    for (let i = 0; i < this.goals.length; i++) {
      if (equal(this.goals[i].method, method) && this.path.matches(this.goals[i].pattern)) return i;
    }
    return -1;
  }

  private forceOne(assignment: Assignment, wish: View): void {
    const colon = indexOf(wish, COLON);
    if (colon < 0) return;
    const key = slice(wish, 0, colon);
    for (let i = 0; i < this.experiments.length; i++) {
      if (!equal(this.experiments[i].key, key)) continue;
      const cell = this.experiments[i].cellNamed(slice(wish, colon + 1, lengthOf(wish)));
      if (cell < 0) return;
      assignment.cells[i] = cell;
      assignment.forced[i] = true;
    }
  }

  private readExperiments(list: Field): void {
    for (let i = 0; i < min(list.size, MAX_EXPERIMENTS); i++) {
      const experiment = new Experiment(list.at(i));
      for (let k = 0; k < i; k++) {
        if (equal(this.experiments[k].key, experiment.key))
          list.at(i).get('key').refuse('is the key of another one');
      }
      if (experiment.byUser || experiment.audience.needsToken) this.needsToken = true;
      this.experiments.push(experiment);
    }
  }

  private readGoals(list: Field): void {
    for (let i = 0; i < min(list.size, MAX_GOALS); i++) {
      const field = list.at(i).only('key, method, path');
      const pattern = PathPattern.from(field.get('path'));
      this.goals.push(new Goal(field.get('key').name(), field.get('method').name(), pattern));
    }
  }
}
