import { HeaderMap, type RequestInit, Stream, Surroundings, VirtualMachine } from '@imagehub/filter-host';

/** A machine whose callbacks a test calls in any order and with any id, as no proxy does. */
export class Machine {
  readonly vm: VirtualMachine;

  /** @param fail makes host calls fail, by their names */
  constructor(module: WebAssembly.Module, fail: (call: string) => number | undefined = () => undefined) {
    this.vm = new VirtualMachine(module, new Surroundings({ logLevel: 'critical', fail }));
  }

  create(id: number, parent: number): void {
    this.vm.call('proxy_on_context_create', [id, parent]);
  }

  configure(root: number, configuration: unknown): boolean {
    const bytes = Buffer.from(JSON.stringify(configuration));
    this.vm.configuration = bytes;
    this.vm.call('proxy_on_vm_start', [root, 0]);
    const accepted = this.vm.call('proxy_on_configure', [root, bytes.length]) !== 0;
    this.vm.configuration = undefined;
    return accepted;
  }

  /** A callback with the headers, wherever the stream is. Answers the action; 0, Continue, if the filter has none. */
  request(id: number, request: RequestInit): number {
    const stream = new Stream(id, 0, request);
    return this.vm.call('proxy_on_request_headers', [id, stream.request.pairs().length, 1], stream) ?? 0;
  }

  response(id: number, request: RequestInit): number {
    return this.respond(id, request).action;
  }

  /** The response callback, with the headers that it leaves. */
  respond(id: number, request: RequestInit): { action: number; headers: Record<string, string> } {
    const stream = new Stream(id, 0, request);
    stream.phase = 'response';
    stream.response = new HeaderMap({ ':status': '200' });
    const action = this.vm.call('proxy_on_response_headers', [id, 1, 1], stream) ?? 0;
    return { action, headers: stream.response.toObject() };
  }

  /** `proxy_on_done`, `proxy_on_log` or `proxy_on_delete`, for a root or a stream. */
  end(how: 'done' | 'log' | 'delete', id: number, request: RequestInit): void {
    const stream = new Stream(id, 0, request);
    stream.phase = 'ended';
    stream.response = new HeaderMap({ ':status': '200' });
    this.vm.call(`proxy_on_${how}`, [id], stream);
  }

  /** The answer to a call, whether or not there was one. */
  answer(root: number, call: number, status: string, body: string): void {
    const headers = new HeaderMap({ ':status': status });
    this.vm.callResponse = { headers, chunks: [Buffer.from(body)], trailers: undefined };
    this.vm.call('proxy_on_http_call_response', [root, call, 1, body.length, 0]);
  }

  tick(root: number): void {
    this.vm.call('proxy_on_tick', [root]);
  }

  get bytes(): number {
    return this.vm.memory.memory.buffer.byteLength;
  }
}
