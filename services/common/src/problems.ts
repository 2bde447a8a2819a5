import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Type } from '@fastify/type-provider-typebox';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { FastifySchemaValidationError } from 'fastify/types/schema.js';
import fp from 'fastify-plugin';

/** JSON Schema of an error answer: problem details of RFC 9457, with the fields at fault on 400. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({
      description: 'URI that names the kind of problem; about:blank says the status is all',
    }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String({ description: 'The request id, to be found in the logs' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
        description: 'Each field at fault, as body.name or query.w',
      }),
    ),
  },
  { $id: 'Problem', title: 'Problem', additionalProperties: true },
);

export interface ProblemOptions {
  /** Kind of problem within Image Hub, a word of the URN `urn:imagehub:problem:<kind>`. Default: about:blank. */
  kind?: string;
  /** Seconds after which it is worth another try: the Retry-After header (RFC 9110, 10.2.3). */
  retryAfter?: number;
  /** The fields at fault. */
  errors?: { field: string; message: string }[];
  /** Further members of the body (RFC 9457, 3.2). */
  members?: Record<string, unknown>;
  /** Further response headers. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An error with an HTTP status whose `message` is meant for the client. Thrown anywhere below a route. */
export class Problem extends Error {
  readonly statusCode: number;
  readonly options: ProblemOptions;

  /**
   * @param statusCode 400 to 599.
   * @param detail what was wrong, where, and what to do; sent to the client.
   */
  constructor(statusCode: number, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.statusCode = statusCode;
    this.options = options;
  }
}

/** Answers every error, known or not, as `application/problem+json` (RFC 9457). */
export const problems = fp(
  async (app) => {
    app.addSchema(ProblemSchema);
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const problem = toProblem(error);
      if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed');
      return send(problem, request, reply);
    });
    app.setNotFoundHandler((request, reply) =>
      send(new Problem(404, 'There is nothing at this address.'), request, reply),
    );
  },
  { name: 'problems' },
);

/** Answers an address that the router cannot read: Fastify asks no error handler about those. */
export function answerBadAddress(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  // Fastify's own message repeats the address, however long it is.
  const detail = 'This address cannot be read: a part of it is too long or wrongly encoded.';
  send(new Problem(error.statusCode ?? 400, detail), request, reply);
}

const BROKEN: Record<string, [status: number, detail: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive whole in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers together are too large.'],
};

/** Answers what Node gives up on before it is a request: to Fastify that is no request either. */
export function answerBrokenRequest({ code }: ConnectionError, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = BROKEN[code] ?? [400, 'This is not a request of HTTP/1.1.'];
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  const head = `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${body.length}`;
  // The client may go on sending for ever.
  socket.end(`${head}\r\nconnection: close\r\n\r\n${body}`, () => socket.destroy());
}

function send(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { kind, retryAfter, errors, members, headers } = problem.options;
  const status = problem.statusCode;
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  if (headers) reply.headers(headers);
  // The serializer of the failed route's own schema would drop fields: a problem has one shape on every route.
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      type: kind ? `urn:imagehub:problem:${kind}` : 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail: problem.message,
      instance: `urn:imagehub:request:${request.id}`,
      ...(errors && { errors }),
      ...members,
    });
}

function toProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  if (error.validation) return fromValidation(error);
  if (isDatabaseDown(error)) {
    return new Problem(503, 'The database cannot be reached right now. Try again shortly.', {
      kind: 'database-unavailable',
      retryAfter: 2,
    });
  }
  if (hasCode(error, 'ENOSPC')) {
    return new Problem(507, 'The disk is full. Nothing was stored.', { kind: 'storage-full' });
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return new Problem(status, error.message);
  return new Problem(
    status,
    'Something went wrong on our side. The log has the details under this request id.',
  );
}

function fromValidation(error: FastifyError): Problem {
  const part = error.validationContext ?? 'body';
  const where = part === 'querystring' ? 'query' : part;
  const errors = (error.validation ?? []).map((fault) => describe(where, fault as Fault));
  const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new Problem(400, detail, { kind: 'invalid-request', errors });
}

type Fault = FastifySchemaValidationError & { parentSchema?: { description?: string } };

function describe(where: string, fault: Fault): { field: string; message: string } {
  const { keyword, instancePath, params, message = 'is invalid', parentSchema } = fault;
  const field = (...names: unknown[]) => [where, ...instancePath.split('/').slice(1), ...names].join('.');
  if (keyword === 'required') return { field: field(params.missingProperty), message: 'is required' };
  if (keyword === 'additionalProperties') {
    return { field: field(params.additionalProperty), message: 'is not a known field' };
  }
  if (keyword === 'pattern' && parentSchema?.description) {
    return { field: field(), message: `is not as it must be: ${parentSchema.description}` };
  }
  const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : '';
  return { field: field(), message: message + allowed };
}

/** PostgreSQL's SQLSTATE classes 08 and 57P, Node's socket errors, and Prisma's own codes for the same. */
const DOWN =
  /^(08...|57P0.|53300|P1001|P1002|P1008|P1017|P2024|P2028|P2037|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT)$/;
/** What driver adapters call it; of a raw query Prisma says only that it failed (P2010). */
const DOWN_KIND = /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout)$/;
const DOWN_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Can't reach database server)/;

function isDatabaseDown(error: unknown): boolean {
  return causes(error).some(
    ({ code, originalCode, kind, message }) =>
      DOWN.test(String(code)) ||
      DOWN.test(String(originalCode)) ||
      DOWN_KIND.test(String(kind)) ||
      DOWN_MESSAGE.test(String(message)),
  );
}

function hasCode(error: unknown, code: string): boolean {
  return causes(error).some((cause) => cause.code === code);
}

type Cause = { code?: unknown; originalCode?: unknown; kind?: unknown; message?: unknown };

/** The error and what stands behind it: `cause`, and where Prisma's driver adapters put theirs. */
function causes(error: unknown, depth = 0): Cause[] {
  if (typeof error !== 'object' || error === null || depth > 6) return [];
  const { cause, meta, errors } = error as {
    cause?: unknown;
    meta?: { driverAdapterError?: unknown };
    errors?: unknown;
  };
  const inner = [cause, meta?.driverAdapterError, ...(Array.isArray(errors) ? errors : [])];
  return [error as Cause, ...inner.flatMap((next) => causes(next, depth + 1))];
}
