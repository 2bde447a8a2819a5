/** A problem that a route may answer (RFC 9457), told in its OpenAPI document with an example. */
export interface ProblemExample {
  /** What the document calls it. Default: its kind, else the words of its status, which one problem of all can have. */
  name?: string;
  /** 400 to 599. */
  status: number;
  /** As given to `Problem`: a word of the URN `urn:imagehub:problem:<kind>`. Default: about:blank. */
  kind?: string;
  /** The whole type, of a problem that is not one of Image Hub's own kinds. */
  type?: string;
  /** When it is answered: a sentence without its full stop. */
  when: string;
  /** What a client may read, as the second argument of `Problem`. */
  detail: string;
  /** Further members of the body. */
  members?: Record<string, unknown>;
  /** Response headers that come with it, each with an example. */
  headers?: Record<string, string>;
}

declare module 'fastify' {
  interface FastifySchema {
    /**
     * The problems that are this route's own. Those that any route like it may answer are added from its schema: see
     * `impliedProblems`.
     */
    problems?: readonly ProblemExample[];
  }
}

/** Answered by plan-limiter, in front of the service, on the routes that it guards. */
export const QUOTA_EXCEEDED: ProblemExample = {
  status: 429,
  type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
  when: 'Nothing is left of the plan',
  detail: 'Plan personal allows 10 in any 60 seconds. Try again in 23 s.',
  members: { 'violated-policies': ['personal'] },
  headers: {
    RateLimit: '"personal";r=0;t=23',
    'RateLimit-Policy': '"personal";q=10;w=60',
    'Retry-After': '23',
  },
};

/** Answered by plan-limiter, on the routes that it guards. */
export const NO_PLAN: ProblemExample = {
  name: 'no-plan',
  status: 403,
  when: 'The plan of the token is none that the hub knows',
  detail: 'There is no such plan as the one in this token.',
};

const BAD_REQUEST: ProblemExample = {
  status: 400,
  kind: 'invalid-request',
  when: 'A field is missing, unknown or out of bounds; errors names each',
  detail: 'query.w must be <= 4096',
  members: { errors: [{ field: 'query.w', message: 'must be <= 4096' }] },
};

const UNAUTHORIZED: ProblemExample = {
  status: 401,
  when: 'There is no valid token',
  detail: 'The token is not valid, or no longer.',
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
};

const TOO_LARGE: ProblemExample = {
  status: 413,
  when: 'The body is larger than is taken here',
  detail: 'Request body is too large',
};

const TOO_LONG: ProblemExample = {
  status: 414,
  when: 'A part of the address is too long',
  detail: 'This address cannot be read: a part of it is too long or wrongly encoded.',
};

const UNSUPPORTED: ProblemExample = {
  status: 415,
  when: 'The body is of a media type that is not taken here',
  detail: 'Unsupported Media Type',
};

const INTERNAL: ProblemExample = {
  status: 500,
  when: 'Something went wrong on our side; the log has it under the request id',
  detail: 'Something went wrong on our side. The log has the details under this request id.',
};

const UNAVAILABLE: ProblemExample = {
  status: 503,
  kind: 'database-unavailable',
  when: 'Something that the service needs is away for a moment',
  detail: 'The database cannot be reached right now. Try again shortly.',
  headers: { 'Retry-After': '2' },
};

/** Those that are not one service's own, and so the same in all documents. */
export const COMMON: ReadonlySet<ProblemExample> = new Set([
  ...[QUOTA_EXCEEDED, NO_PLAN, BAD_REQUEST, UNAUTHORIZED, TOO_LARGE, TOO_LONG, UNSUPPORTED],
  ...[INTERNAL, UNAVAILABLE],
]);

interface Inputs {
  body?: unknown;
  querystring?: unknown;
  params?: unknown;
  security?: ReadonlyArray<Record<string, readonly string[]>>;
}

/** What any route with such inputs may answer, without a line of its own code. */
export function impliedProblems({ body, querystring, params, security }: Inputs): ProblemExample[] {
  return [
    ...(body || querystring || params ? [BAD_REQUEST] : []),
    ...(security?.some((scheme) => 'token' in scheme) ? [UNAUTHORIZED] : []),
    ...(body ? [TOO_LARGE, UNSUPPORTED] : []),
    ...(params ? [TOO_LONG] : []),
    INTERNAL,
    UNAVAILABLE,
  ];
}
