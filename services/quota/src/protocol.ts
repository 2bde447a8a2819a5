import { type Static, Type } from '@fastify/type-provider-typebox';

const hash = (description: string) => Type.String({ pattern: '^[0-9a-f]{16}$', description });
const Key = hash('16 hexadecimal digits in lower case: the hash of the person');
const Lease = hash('16 hexadecimal digits in lower case: an id the caller chooses, unique among its leases');

/** The most units that a plan, a lease or a report can hold. */
const MOST_UNITS = 1_000_000_000;

export const LeaseRequest = Type.Object(
  {
    key: Key,
    lease: Lease,
    limit: Type.Integer({ minimum: 0, maximum: MOST_UNITS, description: 'Units that the plan allows' }),
    window: Type.Integer({ minimum: 1, maximum: 86_400, description: 'in any so many seconds' }),
    want: Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Units to grant if so many are left' }),
    ttl: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: 'Milliseconds for which the caller may spend the units',
    }),
    spent: Type.Integer({
      minimum: 0,
      maximum: MOST_UNITS,
      description: 'Units that the caller admitted without a lease; counted in any case',
    }),
  },
  { additionalProperties: false },
);
export type LeaseRequest = Static<typeof LeaseRequest>;

export const ClosedLease = Type.Object(
  {
    key: Key,
    lease: Lease,
    spent: Type.Integer({ minimum: 0, maximum: MOST_UNITS, description: 'Units spent of it, and no more' }),
  },
  { additionalProperties: false },
);
export type ClosedLease = Static<typeof ClosedLease>;

/** Leases and closed leases that one call may hold. */
const AT_ONCE = 64;

export const LeaseCall = Type.Object(
  {
    leases: Type.Optional(Type.Array(LeaseRequest, { maxItems: AT_ONCE })),
    closed: Type.Optional(Type.Array(ClosedLease, { maxItems: AT_ONCE })),
  },
  { additionalProperties: false },
);
export type LeaseCall = Static<typeof LeaseCall>;

export const LeaseGrant = Type.Object({
  lease: Lease,
  granted: Type.Integer({ minimum: 0, description: 'Units that the caller may spend' }),
  remaining: Type.Integer({ minimum: 0, description: 'Units that nobody has been granted yet' }),
  reset: Type.Integer({
    minimum: 0,
    description: 'Milliseconds until `remaining` begins to grow; 0 when nothing is used',
  }),
  retryAfter: Type.Integer({
    minimum: 0,
    description: 'Milliseconds until a unit can be granted; 0 when one can be now',
  }),
});
export type LeaseGrant = Static<typeof LeaseGrant>;

export const LeaseAnswer = Type.Object({
  leases: Type.Array(LeaseGrant, { description: 'In the order in which they were asked for' }),
});
