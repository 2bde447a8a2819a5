import { HttpCall, type HttpCallRequest, type HttpCallResponse } from './http-call.js';
import type { VirtualMachine } from './virtual-machine.js';

/** A root context with what it has asked the proxy for: ticks, values of queues, answers to calls. */
export class RootContext {
  readonly id: number;
  readonly #vm: VirtualMachine;
  readonly #calls = new Set<HttpCall>();
  #stopTicks: (() => void) | undefined;
  #listens = false;
  #gone = false;

  constructor(vm: VirtualMachine, id: number) {
    this.#vm = vm;
    this.id = id;
  }

  /** Whether anything can still happen that would let a paused stream go on. */
  get expectant(): boolean {
    return this.#listens || this.#stopTicks !== undefined || [...this.#calls].some(({ pending }) => pending);
  }

  /** @param period milliseconds; 0 ends the ticks */
  setTickPeriod(period: number): void {
    this.#stopTicks?.();
    this.#stopTicks = undefined;
    if (period > 0) this.#tickAfter(period);
  }

  #tickAfter(period: number): void {
    const stop = this.#vm.surroundings.clock.after(period, () => {
      this.#vm.call('proxy_on_tick', [this.id]);
      // The tick itself may have ended the ticks, or changed their period.
      if (this.#stopTicks === stop) this.#tickAfter(period);
    });
    this.#stopTicks = stop;
  }

  /** @returns the queue's id */
  registerQueue(name: string): number {
    const { queues, vmId } = this.#vm.surroundings;
    this.#listens = true;
    const id = queues.register(vmId, name, () => {
      this.#vm.later(() => {
        if (!this.#gone) this.#vm.call('proxy_on_queue_ready', [this.id, id]);
      });
    });
    return id;
  }

  callHttp(id: number, request: HttpCallRequest): void {
    const { clock, httpCalls, network } = this.#vm.surroundings;
    const call = new HttpCall(request, this.#vm.worker, (response) => {
      stopTimeout?.();
      this.#calls.delete(call);
      this.#answer(id, response);
    });
    const stopTimeout =
      request.timeout > 0
        ? clock.after(request.timeout, () => {
            if (call.pending) call.timeOut();
          })
        : undefined;
    this.#calls.add(call);
    httpCalls.push(call);
    network?.carry(call);
  }

  #answer(id: number, response: HttpCallResponse | undefined): void {
    const { headers, chunks = [], trailers } = response ?? {};
    const size = chunks.reduce((sum, { length }) => sum + length, 0);
    const counts = [headers?.pairs().length ?? 0, size, trailers?.pairs().length ?? 0];
    this.#vm.callResponse = response ?? 'broken off';
    this.#vm.call('proxy_on_http_call_response', [this.id, id, ...counts]);
  }

  /** The root has been deleted: nothing reaches it any more. */
  close(): void {
    this.#gone = true;
    this.setTickPeriod(0);
    for (const call of this.#calls) call.cancel();
    this.#calls.clear();
  }
}
