import { Action, type Direction, HeaderMapType } from './abi.js';
import { HostError } from './errors.js';
import type { Content } from './message.js';
import type { Stream } from './stream.js';

type Callback = (name: string, ...parameters: number[]) => number | undefined;

/** One way of a stream through the filter: headers, then the body piece by piece, then trailers. */
export class Passage {
  /** Whether the filter holds the stream back until it continues it. */
  paused = false;
  /** Whether all of it has gone past the filter. */
  done = false;
  readonly #stream: Stream;
  readonly #direction: Direction;
  readonly #content: Content;
  readonly #callback: Callback;
  readonly #steps: Iterator<void>;
  readonly #forwarded: Uint8Array[] = [];

  constructor(stream: Stream, direction: Direction, content: Content, callback: Callback) {
    this.#stream = stream;
    this.#direction = direction;
    this.#content = content;
    this.#callback = callback;
    this.#steps = this.#run();
  }

  /** The body as it has gone past the filter. */
  get body(): string {
    return Buffer.concat(this.#forwarded).toString('utf8');
  }

  start(): void {
    this.#step();
  }

  /** @throws {HostError} if it is not paused */
  continue(): void {
    if (!this.paused) throw new HostError(`the filter continues a ${this.#direction} that is not paused`);
    this.#step();
  }

  #step(): void {
    this.paused = false;
    this.done = this.#steps.next().done === true;
    this.paused = !this.done;
  }

  /** Yields where the filter pauses, and for good where it has answered itself or closed the stream. */
  *#run(): Generator<void, void> {
    const { chunks, trailers } = this.#content;
    const stream = this.#stream;
    const isRequest = this.#direction === 'request';
    const headers = isRequest ? stream.request : stream.response;
    if (this.#pauses('headers', headers?.pairs().length ?? 0, Number(chunks.length === 0 && !trailers)))
      yield;
    stream.sent.add(isRequest ? HeaderMapType.Request : HeaderMapType.Response);
    for (const [i, chunk] of chunks.entries()) {
      const held = stream.bodies[this.#direction] ?? new Uint8Array();
      stream.bodies[this.#direction] = Buffer.concat([held, chunk]);
      const last = i === chunks.length - 1;
      const pauses = this.#pauses('body', held.length + chunk.length, Number(last && !trailers));
      if (pauses && this.#isOver()) yield;
      // A proxy goes on reading into its buffer: only after the last piece nothing comes by itself.
      if (pauses && !(last && !trailers)) continue;
      if (pauses) yield;
      this.#forward();
    }
    if (trailers) {
      stream.trailers[this.#direction] = trailers;
      if (this.#pauses('trailers', trailers.pairs().length)) yield;
      stream.sent.add(isRequest ? HeaderMapType.RequestTrailers : HeaderMapType.ResponseTrailers);
    }
    this.#forward();
  }

  #pauses(part: 'headers' | 'body' | 'trailers', ...parameters: number[]): boolean {
    const action = this.#callback(`proxy_on_${this.#direction}_${part}`, ...parameters) ?? Action.Continue;
    if (action !== Action.Continue && action !== Action.Pause) throw new HostError(`the action ${action}`);
    if (this.#answeredHere() && action !== Action.Pause) {
      throw new HostError('a local response, and yet Continue');
    }
    return action === Action.Pause || this.#isOver();
  }

  #answeredHere(): boolean {
    return this.#direction === 'request' && this.#stream.local !== undefined;
  }

  #isOver(): boolean {
    return this.#answeredHere() || this.#stream.closed;
  }

  #forward(): void {
    const body = this.#stream.bodies[this.#direction];
    if (body) this.#forwarded.push(body);
    delete this.#stream.bodies[this.#direction];
  }
}
