import { STATUS_CODES } from 'node:http';
import type { OpenApiDocument, Response } from './document.js';
import { sorted } from './document.js';
import { COMMON, type ProblemExample } from './problem-example.js';

/** Where a route's problems stand in its operation until the document is complete. */
export const PROBLEMS = 'x-imagehub-problems';

/**
 * Gives each operation the responses that its problems make, one a status with all examples of that status. Those that
 * many operations have are components.
 */
export function describeProblems(document: OpenApiDocument): OpenApiDocument {
  const shared: Record<string, Response> = {};
  const paths = mapValues(document.paths, (operations) =>
    mapValues(operations, ({ [PROBLEMS]: problems, ...operation }) => {
      const responses = named(operation.responses);
      for (const [status, examples] of byStatus((problems ?? []) as ProblemExample[])) {
        responses[status] = responseOf(examples, shared);
      }
      return { ...operation, responses: sorted(responses) };
    }),
  );
  const components = { ...document.components, responses: sorted(shared) };
  return { ...document, paths, components };
}

/** Where a route says nothing of an answer, @fastify/swagger says "Default Response"; the status says more. */
function named(responses: Record<string, Response>): Record<string, Response> {
  const entries = Object.entries(responses).map(([status, response]) => {
    const isNamed = response.description !== 'Default Response';
    return [status, isNamed ? response : { ...response, description: titleOf(Number(status)) }];
  });
  return Object.fromEntries(entries);
}

function byStatus(problems: ProblemExample[]): Map<string, ProblemExample[]> {
  const groups = new Map<string, ProblemExample[]>();
  for (const problem of problems) {
    const status = String(problem.status);
    groups.set(status, [...(groups.get(status) ?? []), problem]);
  }
  return groups;
}

function responseOf(problems: ProblemExample[], shared: Record<string, Response>): Response {
  const response: Response = {
    description: problems.map(({ when }) => when).join('; or: '),
    ...headersOf(problems),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(problems.map((problem) => [nameOf(problem), exampleOf(problem)])),
      },
    },
  };
  const [problem] = problems;
  if (problems.length > 1 || !problem || !COMMON.has(problem)) return response;
  const name = nameOf(problem);
  shared[name] = response;
  return { $ref: `#/components/responses/${name}` };
}

/** `name-taken`, `quota-exceeded`, or `Not-Found` where the status is all there is to say. */
function nameOf({ name, status, kind, type }: ProblemExample): string {
  return name ?? kind ?? type?.split('#').at(-1) ?? titleOf(status).replaceAll(' ', '-');
}

function exampleOf({ status, kind, type, when, detail, members }: ProblemExample) {
  return {
    summary: when,
    value: {
      type: type ?? (kind ? `urn:imagehub:problem:${kind}` : 'about:blank'),
      title: titleOf(status),
      status,
      detail,
      instance: 'urn:imagehub:request:542b53a2-346c-4ee7-824c-ef709b9b5a0e',
      ...members,
    },
  };
}

function headersOf(problems: ProblemExample[]): Pick<Response, 'headers'> {
  const headers = Object.assign({}, ...problems.map((problem) => problem.headers ?? {})) as Record<
    string,
    string
  >;
  if (Object.keys(headers).length === 0) return {};
  return { headers: mapValues(headers, (example) => ({ schema: { type: 'string' }, example })) };
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}

function mapValues<T, U>(members: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]));
}
