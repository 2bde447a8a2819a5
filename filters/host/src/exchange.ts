import type { Direction } from './abi.js';
import { HostError } from './errors.js';
import { HeaderMap } from './header-map.js';
import { contentOf } from './message.js';
import { Passage } from './passage.js';
import { type RequestInit, type ResponseInit, Stream } from './stream.js';
import type { VirtualMachine } from './virtual-machine.js';

/** What came of a request. */
export interface Answer {
  /** 0 if the filter closed the stream, or the client hung up, before there was an answer. */
  status: number;
  headers: Record<string, string>;
  body: string;
  trailers: Record<string, string>;
  /** The request headers as the upstream got them; undefined if it got none. */
  upstream: Record<string, string> | undefined;
  /** The request's body and trailers as the upstream got them. */
  upstreamBody: string;
  upstreamTrailers: Record<string, string>;
  /** The host calls that the request and its response cost, in order. */
  calls: string[];
  /** Whether the filter had the route chosen anew, by a call or by changing request headers. */
  rerouted: boolean;
  /** Whether the filter closed the stream. */
  closed: boolean;
  /** The properties that the filter has set. */
  filterState: Record<string, string>;
}

/** A request on its way. */
export class Exchange {
  readonly #vm: VirtualMachine;
  readonly #stream: Stream;
  readonly #request: Passage;
  #response: Passage | undefined;
  #whenDecided: (() => void)[] = [];

  constructor(vm: VirtualMachine, root: number, request: RequestInit) {
    const stream = new Stream(vm.nextContext(), root, request);
    this.#vm = vm;
    this.#stream = stream;
    stream.proceed = (continued) => this.#proceed(continued);
    vm.streams.set(stream.id, stream);
    this.#request = new Passage(stream, 'request', contentOf(request), this.#callback);
    this.#callback('proxy_on_context_create', root);
    this.#request.start();
    this.#settle();
  }

  /** What the filter holds back until something happens; undefined if it holds nothing. */
  get paused(): Direction | undefined {
    if (this.#stream.phase === 'request') return 'request';
    return this.#response?.paused && this.#stream.phase === 'response' ? 'response' : undefined;
  }

  /** The request headers as the next filter gets them; undefined if this one has not let them pass. */
  get forwarded(): [name: string, value: string][] | undefined {
    if (!this.#request.done) return undefined;
    return this.#stream.request.pairs().map(([name, value]) => [name, value]);
  }

  /**
   * Calls `run` when the filter has let the request pass, answered it or closed it: now, if it has. Not if the client
   * hangs up before.
   */
  whenDecided(run: () => void): void {
    if (this.#stream.phase === 'request') this.#whenDecided.push(run);
    else run();
  }

  /** What came of the request; undefined while it is on its way. */
  get answer(): Answer | undefined {
    const stream = this.#stream;
    if (stream.phase !== 'ended') return undefined;
    const { ':status': status = 0, ...headers } = stream.response?.toObject() ?? {};
    return {
      status: Number(status),
      headers,
      body: this.#response?.body ?? '',
      trailers: stream.trailers.response?.toObject() ?? {},
      upstream: this.#request.done ? stream.request.toObject() : undefined,
      upstreamBody: this.#request.done ? this.#request.body : '',
      upstreamTrailers: (this.#request.done && stream.trailers.request?.toObject()) || {},
      calls: stream.calls,
      rerouted: stream.rerouted,
      closed: stream.closed,
      filterState: Object.fromEntries(
        [...stream.filterState].map(([name, value]) => [name, Buffer.from(value).toString('utf8')]),
      ),
    };
  }

  /** As `reply`, for a filter that lets the response pass at once. */
  respond(response: ResponseInit = {}): Answer {
    if (this.#stream.phase !== 'ended' || !this.#stream.closed) this.reply(response);
    if (!this.answer) throw new HostError('the filter holds the response back: use reply');
    return this.answer;
  }

  /**
   * The answer of the upstream, or the filter's own, on its way back through the filter. When all of it has
   * passed, the stream has ended and there is an `answer`.
   */
  reply(response: ResponseInit = {}): void {
    const stream = this.#stream;
    const { local, phase } = stream;
    if (phase === 'request') throw new HostError('the filter holds the request back: nobody can answer yet');
    if (phase !== 'upstream') throw new HostError('the stream has ended');
    const { status = 200, headers, ...content } = local ?? response;
    stream.phase = 'response';
    stream.response = new HeaderMap(headers);
    stream.response.replace(':status', String(status));
    this.#response = new Passage(stream, 'response', contentOf(content), this.#callback);
    this.#response.start();
    this.#settle();
  }

  /** The client hangs up: the stream ends wherever it is, and what it has asked for is of no use any more. */
  hangUp(): void {
    if (this.#stream.phase === 'ended') throw new HostError('the stream has ended');
    this.#whenDecided = [];
    this.#end();
  }

  #proceed(continued: Direction | undefined): void {
    if (continued) {
      const passage = continued === 'request' ? this.#request : this.#response;
      if (!passage) throw new HostError(`the filter continues a ${continued} that is not there`);
      passage.continue();
    }
    this.#settle();
  }

  #settle(): void {
    const stream = this.#stream;
    if (stream.phase === 'ended') return;
    if (stream.closed || this.#response?.done) this.#end();
    else if (stream.phase === 'request' && (this.#request.done || stream.local)) stream.phase = 'upstream';
    if (!this.paused) this.#tellDecided();
    this.#checkHope();
  }

  #tellDecided(): void {
    for (const run of this.#whenDecided.splice(0)) run();
  }

  #end(): void {
    this.#stream.phase = 'ended';
    for (const name of ['proxy_on_done', 'proxy_on_log', 'proxy_on_delete']) this.#callback(name);
    this.#vm.streams.delete(this.#stream.id);
  }

  #checkHope(): void {
    const waits = this.paused && (this.#request.paused || this.#response?.paused);
    if (waits && !this.#vm.expectant) throw new HostError('paused, and nothing to wait for');
  }

  readonly #callback = (name: string, ...parameters: number[]): number | undefined =>
    this.#vm.call(name, [this.#stream.id, ...parameters], this.#stream);
}
