import { type Static, Type } from '@fastify/type-provider-typebox';
import { ruleSets } from './rules/rule-sets.js';

/** Shapes that more than one route answers or takes. */

export const RuleSetName = Type.Enum(ruleSets, {
  type: 'string',
  description: 'plans of plan-limiter, classes of class-of-service, experiments of experiments',
  examples: ['plans'],
});

export const RuleSetParams = Type.Object({ ruleSet: RuleSetName });

export const Note = Type.String({
  maxLength: 500,
  pattern: '^\\P{Cc}*$',
  description: 'why, for the history; no control characters',
  examples: ['Team has paid for more'],
});

export const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 1000,
      description: 'The version that is edited, by its ETag, or * for whatever there is (RFC 9110, 13.1.1)',
      examples: ['"812"'],
    }),
  ),
});

const Milliseconds = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
  description: 'Milliseconds since the write began; null when it did not come to that',
  examples: [212],
});

const sidecarState = {
  sidecar: Type.String({ description: 'The instance that it stands beside', examples: ['image-store-v1'] }),
  state: Type.Enum(['active', 'refused', 'behind', 'unreachable', 'down'], {
    type: 'string',
    description:
      'active: it runs these rules; refused: it does not take them, and runs those of before; behind: it runs others; ' +
      'unreachable: it does not tell; down: neither does Consul find its instance fit',
    examples: ['active'],
  }),
  module: Type.Union([Type.String(), Type.Null()], {
    description: 'File of the module that it runs',
    examples: ['plan-limiter-70b6683ca11b.wasm'],
  }),
  message: Type.Union([Type.String(), Type.Null()], {
    description: 'Why it refuses, or cannot be asked',
    examples: [null],
  }),
};

export const SidecarStateSchema = Type.Object(sidecarState, {
  title: 'SidecarState',
  additionalProperties: false,
});

export const ActivationSchema = Type.Object(
  { ...sidecarState, pushed: Milliseconds, active: Milliseconds },
  { title: 'SidecarActivation', additionalProperties: false },
);

export const TimelineSchema = Type.Object(
  { written: Milliseconds, pushed: Milliseconds, active: Milliseconds },
  {
    title: 'WriteTimeline',
    description: 'When Consul had it, when the last sidecar was told it, when the last one ran it',
    additionalProperties: false,
  },
);

export const Write = Type.Object(
  {
    change: Type.Union([Type.String(), Type.Null()], {
      description: 'Id in the history; null when there was nothing to change',
      examples: ['019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d'],
    }),
    outcome: Type.Enum(['active', 'partial', 'unchanged'], {
      type: 'string',
      description: 'partial: Consul has it, and not every sidecar has said in time that it runs it',
      examples: ['active'],
    }),
    etag: Type.String({ description: 'For the next If-Match', examples: ['"812"'] }),
    timeline: TimelineSchema,
    sidecars: Type.Array(ActivationSchema, { maxItems: 10_000 }),
  },
  { title: 'RuleWrite', additionalProperties: false },
);
export type Write = Static<typeof Write>;

export const ChangeParams = Type.Object({
  id: Type.String({ format: 'uuid', examples: ['019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d'] }),
});
