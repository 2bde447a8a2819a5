import type { Fate, Trip } from '@imagehub/filter-host';
import fc from 'fast-check';
import type { Plan } from './admissions.js';
import type { Mesh, Route } from './mesh.js';

/** What can happen. Numbers of users and sidecars are taken modulo how many there are. */
export type Step =
  | { kind: 'ask'; user: number; sidecar: number; worker: number; route: Route; times: number }
  | { kind: 'race'; user: number; sidecar: number; worker: number; route: Route }
  | { kind: 'flow'; user: number; times: number; gap: number; races: boolean }
  | { kind: 'trickle'; user: number; sidecar: number; worker: number; milliseconds: number; gap: number }
  | { kind: 'wait'; milliseconds: number }
  | { kind: 'hang up' }
  | { kind: 'ledger'; fault: 'killed' | 'killed before it answers' | 'hung' | 'unhealthy' }
  | { kind: 'ledger returns' }
  | { kind: 'sidecar killed'; sidecar: number }
  | { kind: 'wall'; machine: number | 'ledger'; ahead: number }
  | { kind: 'edit'; limit: number }
  | { kind: 'retire' };

/** What a property lets happen. */
export interface Dangers {
  /** Calls are lost, late or doubled, the ledger fails, sidecars are killed, clients hang up. */
  failures: boolean;
  /** Wall clocks differ by up to 250 ms, and step within that. */
  clocks: boolean;
  /** Some requests cost more than a unit. */
  uploads: boolean;
  /** The plan's limit is edited, to one of these. */
  limits: readonly number[];
}

/** Milliseconds: now, soon, about the time limit, about a tick, about a lease's life. */
const moments = [
  0, 1, 2, 5, 20, 49, 50, 51, 100, 199, 200, 201, 449, 450, 451, 1_000, 2_249, 2_250, 2_500, 2_750,
];

const ask = (...routes: Route[]): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constant('ask' as const),
    user: fc.nat(1),
    sidecar: fc.nat(2),
    worker: fc.nat(1),
    route: fc.constantFrom(...routes),
    times: fc.integer({ min: 1, max: 6 }),
  });
const race: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('race' as const),
  user: fc.nat(1),
  sidecar: fc.nat(2),
  worker: fc.nat(1),
  route: fc.constant('pull' as const),
});
const flow: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('flow' as const),
  user: fc.nat(1),
  times: fc.integer({ min: 1, max: 150 }),
  gap: fc.constantFrom(0, 0.5, 5),
  races: fc.boolean(),
});
/** One request after the other to one worker, for as long as a lease lives: so slowly that it is spent until its end. */
const trickle: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('trickle' as const),
  user: fc.nat(1),
  sidecar: fc.nat(2),
  worker: fc.nat(1),
  milliseconds: fc.constantFrom(500, 1_000, 2_250, 2_500, 2_750),
  gap: fc.constantFrom(10, 50, 200),
});
/** Mostly a moment, now and then about a window. */
const wait = (window: number): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constant('wait' as const),
    milliseconds: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...moments) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(-1, 0, 1, 200, 300, 500, 2_250, 2_500).map((more) => window * 1000 + more),
      },
      { weight: 1, arbitrary: fc.nat(window * 1000) },
    ),
  });

const failures: fc.WeightedArbitrary<Step>[] = [
  { weight: 1, arbitrary: fc.constant({ kind: 'hang up' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('ledger' as const),
      fault: fc.constantFrom('killed' as const, 'killed before it answers', 'hung', 'unhealthy'),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'ledger returns' }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sidecar killed' as const), sidecar: fc.nat(2) }) },
];

const clocks: fc.WeightedArbitrary<Step> = {
  weight: 2,
  arbitrary: fc.record({
    kind: fc.constant('wall' as const),
    machine: fc.oneof(fc.nat(2), fc.constant('ledger' as const)),
    ahead: fc.oneof(fc.constantFrom(0, 250), fc.integer({ min: 0, max: 250 })),
  }),
};

/** Histories of a mesh whose plan has this window, in seconds. */
export function steps(window: number, dangers: Dangers): fc.Arbitrary<Step[]> {
  const choices: fc.WeightedArbitrary<Step>[] = [
    { weight: 10, arbitrary: dangers.uploads ? ask('pull', 'pull', 'pull', 'upload') : ask('pull') },
    { weight: 2, arbitrary: race },
    { weight: 2, arbitrary: flow },
    { weight: 1, arbitrary: trickle },
    { weight: 10, arbitrary: wait(window) },
  ];
  if (dangers.failures) choices.push(...failures);
  if (dangers.clocks) choices.push(clocks);
  if (dangers.limits.length > 0) {
    const limit = fc.constantFrom(...dangers.limits);
    choices.push({ weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), limit }) });
    choices.push({ weight: 1, arbitrary: fc.constant({ kind: 'retire' }) });
  }
  return fc.array(fc.oneof(...choices), { minLength: 1, maxLength: 60, size: 'max' });
}

const milliseconds = fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 24 }));
const quick: fc.Arbitrary<Fate> = fc.array(fc.record({ there: milliseconds, back: milliseconds }), {
  minLength: 1,
  maxLength: 1,
});
/** The longest way: a lease is over when the call for it arrives. */
export const LATEST_MS = 3_000;
const late = fc.constantFrom(30, 60, 300, 1_500, LATEST_MS);
const way = fc.oneof(
  { weight: 6, arbitrary: milliseconds },
  { weight: 1, arbitrary: late },
  { weight: 1, arbitrary: fc.constant(Infinity) },
);
const trip: fc.Arbitrary<Trip> = fc.record({ there: way, back: way });
const bad: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('unreachable' as const) },
  { weight: 6, arbitrary: fc.array(trip, { minLength: 1, maxLength: 2 }) },
);

/** How calls fare: half of them well, or all within the time limit when nothing fails. */
export function fates({ failures: allowed }: Dangers): fc.Arbitrary<Fate[]> {
  return fc.array(allowed ? fc.oneof(quick, bad) : quick, { minLength: 1, maxLength: 12 });
}

/** Lets a step happen. */
export function apply(mesh: Mesh, step: Step, plan: Plan): void {
  switch (step.kind) {
    case 'ask':
      for (let i = 0; i < step.times; i++) mesh.ask({ ...step, plan: 'personal' });
      break;
    case 'race':
      mesh.race({ ...step, plan: 'personal' });
      break;
    case 'flow':
      send(mesh, step);
      break;
    case 'trickle':
      drip(mesh, step);
      break;
    case 'wait':
      mesh.clock.advance(step.milliseconds / 1000);
      break;
    case 'hang up':
      mesh.hangUp();
      break;
    case 'ledger':
      fail(mesh, step.fault);
      break;
    case 'ledger returns':
      mesh.ledger.restart();
      mesh.register(true);
      break;
    case 'sidecar killed':
      mesh.restartSidecar(step.sidecar);
      break;
    case 'wall':
      mesh.setWall(step.machine, step.ahead);
      break;
    case 'edit':
      mesh.edit({ personal: { ...plan, limit: step.limit } });
      break;
    case 'retire':
      if (mesh.waiting.size === 0) mesh.retire();
  }
}

/** One request after the other, to every worker of every sidecar in turn. */
function send(mesh: Mesh, { user, times, gap, races }: Extract<Step, { kind: 'flow' }>): void {
  for (let i = 0; i < times; i++) {
    const ask = { user, plan: 'personal', sidecar: i % 3, worker: i % 2, route: 'pull' } as const;
    if (races) mesh.race(ask);
    else mesh.ask(ask);
    mesh.clock.advance(gap / 1000);
  }
}

function drip(mesh: Mesh, { milliseconds: total, gap, ...ask }: Extract<Step, { kind: 'trickle' }>): void {
  for (let passed = 0; passed < total; passed += gap) {
    mesh.ask({ ...ask, plan: 'personal', route: 'pull' });
    mesh.clock.advance(gap / 1000);
  }
}

function fail(mesh: Mesh, fault: Extract<Step, { kind: 'ledger' }>['fault']): void {
  if (fault === 'hung') mesh.ledger.hang();
  else if (fault === 'unhealthy') mesh.register(false);
  else mesh.ledger.kill(fault === 'killed' ? 'now' : 'before it answers');
}
