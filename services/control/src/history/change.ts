import { basename } from 'node:path';
import { Type } from '@fastify/type-provider-typebox';
import type { Change as Row } from '../generated/prisma/client.js';
import type { Conforms } from '../rules/check.js';
import { readText } from '../rules/configuration-text.js';
import { difference } from '../rules/difference.js';
import { RULE_SETS } from '../rules/rule-sets.js';
import { RuleSetName } from '../schemas.js';

export const OUTCOMES = ['pending', 'active', 'partial', 'rolled-back', 'failed', 'outside'] as const;

const fields = {
  id: Type.String({ examples: ['019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d'] }),
  ruleSet: RuleSetName,
  at: Type.String({ format: 'date-time', examples: ['2026-03-02T09:30:00.000Z'] }),
  by: Type.Union(
    [Type.Object({ id: Type.String(), name: Type.String() }, { additionalProperties: false }), Type.Null()],
    {
      description: 'null of a change that was made past this service',
      examples: [{ id: '019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d', name: 'admin' }],
    },
  ),
  note: Type.Union([Type.String(), Type.Null()], {
    description: 'Why, in the words of who did it',
    examples: ['Team has paid for more'],
  }),
  reverts: Type.Union([Type.String(), Type.Null()], {
    description: 'The change that this one takes back',
    examples: [null],
  }),
  outcome: Type.Enum(OUTCOMES, {
    type: 'string',
    description:
      'pending: under way; active: all sidecars run it; partial: not all have said so in time; rolled-back: one refused it; ' +
      'failed: Consul did not take it; outside: Consul’s entry was changed past this service',
    examples: ['active'],
  }),
  modules: Type.Object(
    {
      before: Type.Union([Type.String(), Type.Null()], { examples: ['plan-limiter-70b6683ca11b.wasm'] }),
      after: Type.String({ examples: ['plan-limiter-70b6683ca11b.wasm'] }),
    },
    { description: 'Files of the filter’s module', additionalProperties: false },
  ),
  activation: Type.Unknown({
    description: 'timeline and sidecars, as the write answered them; null of a change from outside',
    examples: [null],
  }),
};

/** A change in a list. */
export const ChangeSummary = Type.Object(fields, { title: 'RuleChange', additionalProperties: false });

/** A change with what was before it and after it. */
export const ChangeDetails = Type.Object(
  {
    ...fields,
    before: Type.Unknown({
      description: 'The configuration before; null of the first that was ever seen',
      examples: [{ plans: { team: { limit: 100, window: 60 } }, guard: [] }],
    }),
    after: Type.Unknown({
      description: 'The configuration written',
      examples: [{ plans: { team: { limit: 250, window: 60 } }, guard: [] }],
    }),
    patch: Type.Array(Type.Unknown(), {
      description: 'From before to after (RFC 6902)',
      examples: [[{ op: 'replace', path: '/plans/team/limit', value: 250 }]],
    }),
  },
  { title: 'RuleChangeDetails', additionalProperties: false },
);

type SummaryRow = Omit<Row, 'before' | 'after'>;

export function toSummary(row: SummaryRow) {
  const { id, ruleSet, createdAt, authorId, authorName, note, revertsId, outcome, activation } = row;
  return {
    id,
    ruleSet,
    at: createdAt.toISOString(),
    by: authorId === null ? null : { id: authorId, name: authorName ?? '' },
    note,
    reverts: revertsId,
    outcome: outcome === 'rolled_back' ? ('rolled-back' as const) : outcome,
    modules: {
      before: row.moduleBefore === null ? null : basename(row.moduleBefore),
      after: basename(row.moduleAfter),
    },
    activation,
  };
}

export function toDetails(row: Row, conforms: Conforms) {
  const before = row.before === null ? null : readText(row.before);
  const after = readText(row.after);
  const { filter } = RULE_SETS[row.ruleSet];
  const comparable = conforms(filter, before) && conforms(filter, after);
  return { ...toSummary(row), before, after, patch: difference(before, after, comparable) };
}
