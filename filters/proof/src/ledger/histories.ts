import { FilterHost, SharedData } from '@imagehub/filter-host';
import fc from 'fast-check';
import { builtFilter } from '../modules.js';
import { onePlan } from '../subjects/plan-limiter.js';
import type { Plan } from './admissions.js';
import { Mesh, type MeshOptions } from './mesh.js';
import { apply, type Dangers, fates, type Step, steps } from './steps.js';

export const SIDECARS = 3;
export const WORKERS = 2;

const { module } = await builtFilter('plan-limiter');
const pristine = new SharedData();
new FilterHost({ module, sharedData: pristine }).configure(onePlan(1, 1));

/** Plans whose units are asked for one by one, and plans of which sidecars hold a part. */
export const plans = {
  small: fc.record({ limit: fc.integer({ min: 1, max: 12 }), window: fc.constantFrom(1, 3, 10) }),
  large: fc.record({ limit: fc.integer({ min: 300, max: 450 }), window: fc.constantFrom(1, 3, 10) }),
};
export const anyPlan = fc.oneof(plans.small, plans.large);

/** What happens to a mesh, from a beginning on which all is well. */
export interface History {
  plan: Plan;
  steps: Step[];
  fates: MeshOptions['fates'];
}

export function histories(plan: fc.Arbitrary<Plan>, dangers: Dangers): fc.Arbitrary<History> {
  return plan.chain((one) =>
    fc.record({ plan: fc.constant(one), steps: steps(one.window, dangers), fates: fates(dangers) }),
  );
}

type Chosen = Pick<MeshOptions, 'onFailure' | 'makeLedger'>;

/** Plays a history, and lets what waits at its end be decided. */
export function play({ plan, steps: happening, fates: faring }: History, chosen: Chosen): Mesh {
  const mesh = new Mesh({
    module,
    pristine,
    sidecars: SIDECARS,
    workers: WORKERS,
    plans: { personal: plan },
    fates: faring,
    ...chosen,
  });
  for (const step of happening) apply(mesh, step, plan);
  mesh.clock.advance(1);
  return mesh;
}
