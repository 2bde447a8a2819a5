import createOpenApiClient, { type Client } from 'openapi-fetch';
import { type Answer, describeAnswer } from './answer.js';
import { toProblem } from './problem.js';
import type { paths } from './schema.js';
import { sendByFetch, sendWithProgress, type Transport } from './transport.js';

/** Where the client finds the access token, and how it gets another. */
export interface Credentials {
  token(): string | undefined;
  /** Gets a new access token; false when the visitor has to log in again. Rejects when that could not be learnt. */
  refresh(): Promise<boolean>;
}

export interface HubClient {
  /** The hub's API with the visitor's access token. Every call throws a Problem unless the answer is 2xx. */
  api: Client<paths>;
  /** The same without a token, for the routes of auth that do without it. */
  anonymous: Client<paths>;
  /** Sends a body as it is, and tells how much of it is sent, 0 to 1. Throws as `api` does. */
  upload(request: Request, onProgress: (share: number) => void): Promise<Response>;
}

export interface ClientOptions {
  credentials: Credentials;
  /** Told about each answer that came, refused ones too. */
  onAnswer: (answer: Answer) => void;
  /** Origin of the hub. */
  baseUrl: string;
  fetch: Transport;
}

/** On 401 the token is refreshed and the request repeated, once. */
export function createClient({ credentials, onAnswer, baseUrl, fetch }: ClientOptions): HubClient {
  const byFetch: Transport = (request) => sendByFetch(fetch, request);

  async function attempt(request: Request, send: Transport, token?: string): Promise<Response> {
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
    const { method, url } = request;
    const startedAt = Date.now();
    const started = performance.now();
    const response = await send(request);
    const duration = performance.now() - started;
    const { status, headers } = response;
    const path = url.slice(new URL(url).origin.length);
    onAnswer(describeAnswer({ method, path, status, headers, startedAt, duration }));
    return response;
  }

  async function withToken(request: Request, send: Transport): Promise<Response> {
    const token = credentials.token();
    if (token === undefined) return orProblem(attempt(request, send));
    // A body can be read once.
    const again = request.clone();
    const response = await attempt(request, send, token);
    if (response.status !== 401) return orProblem(response);
    // Another request may have refreshed the token while this one was on its way.
    const renewed = credentials.token() !== token || (await credentials.refresh());
    const next = credentials.token();
    return orProblem(renewed && next !== undefined ? attempt(again, send, next) : response);
  }

  return {
    api: createOpenApiClient<paths>({ baseUrl, fetch: (request) => withToken(request, byFetch) }),
    anonymous: createOpenApiClient<paths>({
      baseUrl,
      fetch: (request) => orProblem(attempt(request, byFetch)),
    }),
    upload: (request, onProgress) =>
      withToken(request, (attempted) => sendWithProgress(attempted, onProgress)),
  };
}

async function orProblem(answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  if (!response.ok) throw await toProblem(response);
  return response;
}

/** The body of an answer; those that are no success have been thrown. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
