import { traced } from '@imagehub/common';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LeaseCall, LeaseGrant } from '../protocol.js';
import type { Store } from './store.js';

/** The store, with metrics on what it grants and how long it takes. */
export function measured(store: Store, registry: Registry): Store {
  const registers = [registry];
  const leases = new Counter({
    name: 'quota_leases_total',
    help: 'Leases asked for: those that got a unit or more, and those that were denied any',
    labelNames: ['outcome'],
    registers,
  });
  const units = new Counter({
    name: 'quota_units_total',
    help: 'Units of plans: granted in leases, and reported as admitted without one',
    labelNames: ['kind'],
    registers,
  });
  const duration = new Histogram({
    name: 'quota_store_seconds',
    help: 'Time the store took for a call, of up to 64 leases',
    labelNames: ['outcome'],
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.1],
    registers,
  });
  if (store.people) {
    const people = store.people;
    new Gauge({
      name: 'quota_people',
      help: 'People who have something counted, or had until less than a minute ago',
      registers,
      collect() {
        this.set(people());
      },
    });
  }

  const count = ({ leases: asked = [] }: LeaseCall, answers: LeaseGrant[]) => {
    for (const [i, { want, spent }] of asked.entries()) {
      const granted = answers[i]?.granted ?? 0;
      if (want > 0) leases.inc({ outcome: granted > 0 ? 'granted' : 'denied' });
      if (granted > 0) units.inc({ kind: 'granted' }, granted);
      if (spent > 0) units.inc({ kind: 'reported' }, spent);
    }
  };

  return {
    ...store,
    async call(call) {
      const stop = duration.startTimer();
      try {
        const answers = await traced('store call', () => store.call(call));
        stop({ outcome: 'ok' });
        count(call, answers);
        return answers;
      } catch (error) {
        stop({ outcome: 'failed' });
        throw error;
      }
    },
  };
}
