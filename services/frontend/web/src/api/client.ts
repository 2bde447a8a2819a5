import { type Answer, describeAnswer } from './answer.js';
import { networkProblem, toProblem } from './problem.js';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON, but for FormData, which is sent as it is. */
  body?: unknown;
  /** Leaves the access token out, for the routes of auth that do without it. */
  anonymous?: boolean;
  /** Media types, as for the header Accept. Default: JSON. */
  accept?: string;
  signal?: AbortSignal;
}

/** Where the client finds the access token, and how it gets another. */
export interface Credentials {
  token(): string | undefined;
  /** Gets a new access token; false when the visitor has to log in again. Rejects when that could not be learnt. */
  refresh(): Promise<boolean>;
}

/**
 * Sends a request with the visitor's access token. On 401 the token is refreshed and the request repeated, once.
 *
 * @throws Problem for every answer that is not 2xx, and when there is no answer.
 */
export type Send = (
  path: string,
  options?: RequestOptions,
) => Promise<{ response: Response; answer: Answer }>;

/**
 * @param onAnswer told about each answer that came, refused ones too.
 */
export function createClient(
  credentials: Credentials,
  onAnswer: (answer: Answer) => void,
  fetch: typeof globalThis.fetch = globalThis.fetch.bind(globalThis),
): Send {
  async function attempt(path: string, options: RequestOptions, token: string | undefined) {
    const { method = 'GET', body, accept = 'application/json', signal } = options;
    const headers = new Headers({ accept });
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers.set('content-type', 'application/json');
    const started = Date.now();
    const response = await fetch(path, {
      method,
      headers,
      signal: signal ?? null,
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    }).catch((error: unknown) => {
      throw signal?.aborted ? error : networkProblem();
    });
    const answer = describeAnswer(method, path, response, started);
    onAnswer(answer);
    return { response, answer };
  }

  return async (path, options = {}) => {
    const token = options.anonymous ? undefined : credentials.token();
    let result = await attempt(path, options, token);
    if (result.response.status === 401 && token !== undefined) {
      // Another request may have refreshed the token while this one was on its way.
      const renewed = credentials.token() !== token || (await credentials.refresh());
      if (renewed && credentials.token() !== undefined)
        result = await attempt(path, options, credentials.token());
    }
    if (!result.response.ok) throw await toProblem(result.response);
    return result;
  };
}
