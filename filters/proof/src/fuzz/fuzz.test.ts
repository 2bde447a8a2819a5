import { expect, test } from 'vitest';
import { builtFilters } from '../modules.js';
import { subjects } from '../subjects/index.js';
import { campaign } from './campaign.js';
import { REQUEST_KINDS } from './inputs.js';
import { crashLines } from './report.js';

/** Fixed, so that a run that fails here fails everywhere; `npm run fuzz` takes a new one each time. */
const SEED = 20_260_101;
const INPUTS = 100_000;

const filters = await builtFilters();

test.each(filters)(
  '$name bears its share of 100,000 hostile inputs without a trap, in flat memory',
  (filter) => {
    const subject = subjects.find(({ name }) => name === filter.name);
    if (!subject) throw new Error(`nobody has described ${filter.name} to the fuzzer`);
    const inputs = Math.ceil(INPUTS / filters.length);
    const seen = campaign(filter, subject, { seed: SEED, inputs });
    expect(seen.crashes.slice(0, 3).flatMap(crashLines)).toEqual([]);
    expect(seen.memory.late).toBe(seen.memory.early);
    // No trap in what is never reached would prove nothing.
    for (const kind of ['configuration', ...REQUEST_KINDS, ...(subject.service ? ['answer'] : [])])
      expect(seen.kinds[kind]).toBeGreaterThan(inputs / 10);
    expect(seen.accepted).toBeGreaterThan(inputs / 100);
    expect(seen.accepted).toBeLessThan((seen.kinds.configuration ?? 0) / 2);
  },
  120_000,
);
