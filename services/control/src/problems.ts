import type { ProblemExample } from '@imagehub/common';

/** The problems that routes of this service answer, as their OpenAPI document tells them. */

export const NO_ADMINISTRATOR: ProblemExample = {
  status: 403,
  when: 'The token is not that of an administrator',
  detail: 'Only an administrator may do this.',
};

export const NO_RULES: ProblemExample = {
  status: 404,
  kind: 'no-rules',
  when: 'Consul holds no such filter',
  detail: "Consul's service-defaults of image-store has no plan-limiter: apply the config entries first.",
};

export const NO_SUCH_CHANGE: ProblemExample = {
  status: 404,
  when: 'The history has no such change, or no longer',
  detail: 'The history has no change of this id.',
};

const refused = [
  {
    sidecar: 'image-store-v1',
    state: 'refused',
    module: 'plan-limiter-70b6683ca11b.wasm',
    message: 'Unable to create Wasm plugin plan-limiter',
    pushed: null,
    active: null,
  },
];

const theirs = [{ op: 'replace', path: '/configuration/plans/team/limit', value: 250 }];
const yours = [{ op: 'replace', path: '/configuration/plans/team/limit', value: 90 }];
const overlapping = ['/configuration/plans/team/limit'];

/** What any write may be refused for. */
export const WRITE_PROBLEMS: readonly ProblemExample[] = [
  NO_ADMINISTRATOR,
  NO_RULES,
  {
    status: 409,
    kind: 'module-unknown',
    when: 'The module is none of the compiled filters, so that it cannot be asked',
    detail:
      'There is no module plan-limiter-0123456789ab.wasm among the compiled filters. Swap to one that there is.',
  },
  {
    status: 422,
    kind: 'rules-refused',
    when: 'The filter refuses them, in these words; nothing was written',
    detail: 'plans.team.limit: must be a whole number from 0 to 1000000000',
    members: {
      errors: [{ field: 'body.plans.team.limit', message: 'must be a whole number from 0 to 1000000000' }],
    },
  },
  {
    status: 422,
    kind: 'refused-by-sidecar',
    when: 'A sidecar refuses them; those of before are written again',
    detail:
      'The sidecar of image-store-v1 refuses them: Unable to create Wasm plugin plan-limiter. ' +
      'Those of before are written again.',
    members: { change: '019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d', refused, rolledBack: 412 },
  },
  {
    status: 503,
    kind: 'consul-unavailable',
    when: 'Consul cannot be asked',
    detail: 'Consul cannot be asked right now. Try again shortly.',
    headers: { 'Retry-After': '2' },
  },
  {
    status: 503,
    kind: 'rollback-failed',
    when: 'A sidecar refuses them, and Consul cannot be written to any more',
    detail:
      'The sidecar of image-store-v1 refuses them: Unable to create Wasm plugin plan-limiter. ' +
      'Consul holds them still, since it cannot be written to: write others as soon as it can.',
    headers: { 'Retry-After': '2' },
    members: { sidecars: refused },
  },
  {
    status: 503,
    kind: 'busy',
    when: 'Others write the same entry of Consul, one after the other',
    detail: 'Others change these rules at this moment. Try again shortly.',
    headers: { 'Retry-After': '2' },
  },
];

export const RULES_CHANGED: ProblemExample = {
  status: 412,
  kind: 'rules-changed',
  when: 'Somebody else has changed the rules since they were read: theirs and yours, as patches of what was read (RFC 6902)',
  detail: 'Somebody else has changed these rules since you read them. Read them anew, and edit those.',
  headers: { ETag: '"812"' },
  members: { current: '"812"', theirs, yours, overlapping },
};

export const VERSION_REQUIRED: ProblemExample = {
  status: 428,
  kind: 'version-required',
  when: 'There is no If-Match',
  detail: 'Say in If-Match which version you edit: the ETag that came with it, or *.',
};

export const CHANGED_SINCE: ProblemExample = {
  status: 409,
  kind: 'changed-since',
  when: 'The rules are not what the change has left any more',
  detail: 'These rules were changed again since. Take back the later changes first, or edit the rules.',
  members: { current: '"812"', theirs, yours, overlapping },
};

export const NOTHING_BEFORE: ProblemExample = {
  status: 409,
  kind: 'nothing-before',
  when: 'It is the first that was ever seen of these rules',
  detail: 'Nothing is known from before this change.',
};
