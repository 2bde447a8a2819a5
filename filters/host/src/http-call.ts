import { HostError } from './errors.js';
import { HeaderMap } from './header-map.js';
import { type Content, contentOf } from './message.js';
import type { ResponseInit } from './stream.js';

export interface HttpCallRequest {
  cluster: string;
  headers: HeaderMap;
  body: string;
  trailers: HeaderMap;
  /** Milliseconds; 0 for no limit. */
  timeout: number;
}

/** An answer as the filter reads it. */
export interface HttpCallResponse extends Content {
  readonly headers: HeaderMap;
}

/** A call that a filter has made to a service: a test looks at it, and answers it when it likes. */
export class HttpCall {
  readonly cluster: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly trailers: Record<string, string>;
  /** Milliseconds; 0 for no limit. */
  readonly timeout: number;
  /** The worker that made it; -1 for the main thread. */
  readonly worker: number;
  #deliver: ((response: HttpCallResponse | undefined) => void) | undefined;

  constructor(
    request: HttpCallRequest,
    worker: number,
    deliver: (response: HttpCallResponse | undefined) => void,
  ) {
    this.cluster = request.cluster;
    this.headers = request.headers.toObject();
    this.body = request.body;
    this.trailers = request.trailers.toObject();
    this.timeout = request.timeout;
    this.worker = worker;
    this.#deliver = deliver;
  }

  /** Whether it still waits for its answer; false too once the root that made it has gone. */
  get pending(): boolean {
    return this.#deliver !== undefined;
  }

  /** The service answers; the filter's callback has returned when this does. */
  respond(response: ResponseInit = {}): void {
    const headers = new HeaderMap(response.headers);
    headers.replace(':status', String(response.status ?? 200));
    this.#answer({ headers, ...contentOf(response) });
  }

  /** The service cannot be reached, or hangs up before it answers: Envoy 1.40 answers in its place. */
  refuse(): void {
    this.respond({ status: 503, body: 'upstream connect error or disconnect/reset before headers' });
  }

  /** The time is over: Envoy 1.40 answers in the service's place. The clock does this by itself. */
  timeOut(): void {
    this.respond({ status: 504, body: 'upstream request timeout' });
  }

  /** The service hangs up in the middle of its answer: the filter hears of it with 0 headers. */
  breakOff(): void {
    this.#answer(undefined);
  }

  /** Nobody waits for the answer any more. */
  cancel(): void {
    this.#deliver = undefined;
  }

  #answer(response: HttpCallResponse | undefined): void {
    const deliver = this.#deliver;
    if (!deliver) throw new HostError(`the call to ${this.cluster} waits for no answer`);
    this.#deliver = undefined;
    deliver(response);
  }
}
