import { basename } from 'node:path';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { inspect } from '../mesh/activation.js';
import { RuleSetName, SidecarStateSchema } from '../schemas.js';
import { readText } from './configuration-text.js';
import { entityTag } from './entity-tag.js';
import { RULE_SETS, type RuleSet } from './rule-sets.js';

const fields = {
  ruleSet: RuleSetName,
  filter: Type.String({ examples: ['plan-limiter'] }),
  service: Type.String({ description: 'Whose sidecars run it', examples: ['image-store'] }),
  module: Type.String({
    description: 'File of the filter’s module',
    examples: ['plan-limiter-70b6683ca11b.wasm'],
  }),
  etag: Type.String({ description: 'The version, for If-Match', examples: ['"812"'] }),
  stale: Type.Boolean({
    description: 'Whether Consul cannot be asked, so that this is what it last held',
    examples: [false],
  }),
  seenAt: Type.String({ format: 'date-time', examples: ['2026-03-02T09:30:00.000Z'] }),
  sidecars: Type.Array(SidecarStateSchema, { maxItems: 10_000 }),
};

export const RuleSetSummary = Type.Object(fields, { title: 'RuleSetSummary', additionalProperties: false });

export const RuleSetDetails = Type.Object(
  {
    ...fields,
    configuration: Type.Unknown({
      description: 'As the filter reads it. Text, where somebody has written what is no JSON',
      examples: [
        {
          plans: { team: { limit: 100, window: 60 } },
          guard: [{ method: 'GET', path: '/api/images/*/pull' }],
        },
      ],
    }),
  },
  { title: 'RuleSet', additionalProperties: false },
);

/** A rule set as it is known, and how it fares at each sidecar. Undefined where there is none. */
export async function describeRules({ watch }: Pick<FastifyInstance, 'watch'>, ruleSet: RuleSet) {
  const { filter, service } = RULE_SETS[ruleSet];
  const known = await watch.known(ruleSet);
  if (!known) return undefined;
  const { rules, index, at, stale } = known;
  return {
    ruleSet,
    filter,
    service,
    module: basename(rules.module),
    etag: entityTag(index),
    stale,
    seenAt: at.toISOString(),
    sidecars: await inspect(await watch.sidecarsOf(service), { filter, rules }),
    configuration: readText(rules.configuration),
  };
}
