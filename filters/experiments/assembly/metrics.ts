/** Exposures and conversions by experiment, cell and goal, each counted once per visitor. */
import {
  defineMetric,
  incrementMetric,
  MetricType,
  mix,
  SharedCounts,
  subBucketOf,
  Writer,
  hash64,
} from '@imagehub/filter-sdk/assembly';
import { Experiment } from './experiment';
import { Marks, markOf } from './marks';
import { Policy } from './policy';

/** A page loads many things at once, all of them before the first answer has brought its marks. */
const counted = new SharedCounts('counted1');
const HOUR: u64 = subBucketOf(3_600);

@final
export class Metrics {
  private readonly goals: i32;
  /**
   * By experiment: the metric of its first cell's exposures; conversions by goal follow those of all cells.
   */
  private readonly ids: StaticArray<u32>[] = [];
  private readonly goalHashes: u64[] = [];

  constructor(private readonly policy: Policy) {
    this.goals = policy.goals.length;
    for (let i = 0; i < this.goals; i++) this.goalHashes.push(hash64(policy.goals[i].key));
    for (let i = 0; i < policy.experiments.length; i++) this.ids.push(this.define(policy.experiments[i]));
    counted.create();
  }

  /** Counts that a visitor has met a cell, unless that was counted before. */
  countExposure(experiment: i32, cell: i32, visitor: u64, marks: Marks): void {
    this.count(this.ids[experiment][cell], this.policy.experiments[experiment].identity, visitor, marks);
  }

  /** Counts that a visitor in a cell has reached a goal, unless that was counted before. */
  countConversion(experiment: i32, cell: i32, goal: i32, visitor: u64, marks: Marks): void {
    const subject = this.policy.experiments[experiment];
    const metric = this.ids[experiment][(goal + 1) * subject.cells.length + cell];
    this.count(metric, subject.identity * 31 + this.goalHashes[goal], visitor, marks);
  }

  private count(metric: u32, event: u64, visitor: u64, marks: Marks): void {
    const hash = mix(event);
    const mark = markOf(hash);
    if (marks.has(mark)) return;
    marks.add(mark);
    if (counted.take(mix(hash ^ visitor), 1, HOUR, 1).admitted) incrementMetric(metric);
  }

  private define(experiment: Experiment): StaticArray<u32> {
    const cells = experiment.cells.length;
    const ids = new StaticArray<u32>(cells * (1 + this.goals));
    const name = new Writer(256);
    for (let i = 0; i < ids.length; i++) {
      const goal = i / cells - 1;
      name
        .clear()
        .put(goal < 0 ? 'experiments_exposures' : 'experiments_conversions')
        .put('.experiment.')
        .put(experiment.key)
        .put('.variant.')
        .put(experiment.cells[i % cells].key.view());
      if (goal >= 0) name.put('.goal.').put(this.policy.goals[goal].key);
      ids[i] = defineMetric(MetricType.Counter, name.view());
    }
    return ids;
  }
}
