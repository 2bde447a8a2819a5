/** Exposures and conversions by experiment, cell and goal, each counted once per visitor. */
import {
  byteAt,
  defineMetric,
  getHeader,
  hash64,
  HeaderMap,
  incrementMetric,
  lengthOf,
  MetricType,
  mix,
  SharedCounts,
  subBucketOf,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { Experiment } from './experiment';
import { Marks, markOf } from './marks';
import { Policy } from './policy';

/** A page loads many things at once, all of them before the first answer has brought its marks. */
const counted = new SharedCounts('counted1');
const HOUR: u64 = subBucketOf(3_600);
const name = new Writer(256);

/** Defines the metrics of a policy's experiments; to be called while configuring. */
export function defineMetrics(policy: Policy): void {
  for (let i = 0; i < policy.experiments.length; i++) define(policy, policy.experiments[i]);
  counted.create();
}

/**
 * Counts that a visitor has met a cell of an experiment, or has reached a goal in it, unless that was counted
 * before.
 *
 * @param goal the goal's index, to be counted if the response is 2xx or 3xx; -1 for the exposure
 */
export function count(
  policy: Policy,
  experiment: Experiment,
  cell: i32,
  goal: i32,
  visitor: u64,
  marks: Marks,
): void {
  const identity = experiment.identity;
  const hash = mix(goal < 0 ? identity : identity * 31 + hash64(policy.goals[goal].key));
  const mark = markOf(hash);
  if (marks.has(mark) || (goal >= 0 && !isAnsweredWell())) return;
  marks.add(mark);
  if (!counted.take(mix(hash ^ visitor), 1, HOUR, 1).admitted) return;
  incrementMetric(experiment.metrics[(goal + 1) * experiment.cells.length + cell]);
}

/** Whether the response's status is 2xx or 3xx. */
function isAnsweredWell(): bool {
  const status = getHeader(HeaderMap.Response, ':status');
  return lengthOf(status) == 3 && (byteAt(status, 0) | 1) == 0x33;
}

function define(policy: Policy, experiment: Experiment): void {
  const cells = experiment.cells.length;
  const metrics = new StaticArray<u32>(cells * (1 + policy.goals.length));
  for (let i = 0; i < metrics.length; i++) {
    const goal = i / cells - 1;
    name
      .clear()
      .put(goal < 0 ? 'experiments_exposures' : 'experiments_conversions')
      .put('.experiment.')
      .put(experiment.key)
      .put('.variant.')
      .put(experiment.cells[i % cells].key.view());
    if (goal >= 0) name.put('.goal.').put(policy.goals[goal].key);
    metrics[i] = defineMetric(MetricType.Counter, name.view());
  }
  experiment.metrics = metrics;
}
