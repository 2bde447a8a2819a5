import { type Dispatcher, type FormData, Pool } from 'undici';

/** What a request is for, as the report names it. */
export type Route =
  | 'page'
  | 'file'
  | 'list'
  | 'tags'
  | 'picture'
  | 'thumbnail'
  | 'pull'
  | 'upload'
  | 'delete'
  | 'like'
  | 'sign-up'
  | 'log-in'
  | 'refresh'
  | 'log-out'
  | 'account'
  | 'metrics';

export interface Sending {
  method?: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  body?: string | FormData;
}

export type AnswerHeaders = Record<string, string | string[] | undefined>;

export interface Answer {
  /** 0: there was none. */
  status: number;
  /** Why there was none: `ECONNREFUSED`, for instance. */
  reason?: string;
  headers: AnswerHeaders;
  body: Buffer;
  /** When it was sent, in milliseconds since 1970. */
  sent: number;
  /** From then until all of the answer was there, in milliseconds; with the wait for a free connection. */
  took: number;
}

/** Sends requests to one hub over a bounded number of connections that are kept. */
export interface Client {
  /** Rejects only when the signal ends it. */
  send(path: string, sending: Sending, signal?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * @param origin scheme, host and port
 * @param connections at most; each carries one request at a time
 */
export function connect(origin: string, connections: number): Client {
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    connect: { timeout: 5_000 },
    // Longer than the edge lets a service take, so that the hub's own 504 is seen.
    headersTimeout: 35_000,
    bodyTimeout: 35_000,
  });
  return {
    async send(path, { method = 'GET', headers = {}, body = undefined }, signal) {
      const sent = Date.now();
      const begun = performance.now();
      const took = () => performance.now() - begun;
      try {
        const options = {
          path,
          method,
          headers,
          ...(body !== undefined && { body }),
          ...(signal && { signal }),
        };
        const response = await pool.request(options);
        const bytes = Buffer.from(await response.body.arrayBuffer());
        return { status: response.statusCode, headers: response.headers, body: bytes, sent, took: took() };
      } catch (error) {
        if (signal?.aborted) throw error;
        return { status: 0, reason: reasonOf(error), headers: {}, body: Buffer.alloc(0), sent, took: took() };
      }
    },
    close: () => pool.destroy(),
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** The only, or the first, value of a header. */
export function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
