import { Directions, HeaderMapType, Status } from '../abi.js';
import { HostError } from '../errors.js';
import { currentStream, type HostCalls } from './call.js';
import { readPairs } from './headers.js';

export const streamCalls: HostCalls = {
  proxy_send_local_response(
    vm,
    status,
    details,
    detailsSize,
    body,
    bodySize,
    headers,
    headersSize,
    grpcStatus,
  ) {
    const stream = currentStream(vm);
    if (stream.local) throw new HostError('a second local response to one request');
    if (stream.phase !== 'request') throw new HostError(`a local response in phase ${stream.phase}`);
    if (status < 200 || status > 599) throw new HostError(`a local response with status ${status}`);
    if (grpcStatus !== -1) throw new HostError('a gRPC status in a plain response');
    stream.local = {
      status,
      details: vm.memory.text(details, detailsSize),
      headers: readPairs(vm, headers, headersSize)
        .pairs()
        .map(([name, value]) => [name, value]),
      body: vm.memory.text(body, bodySize),
    };
    vm.later(() => stream.proceed());
    return Status.Ok;
  },

  /** Takes the request's headers and trailers out of the filter's reach at once, as Envoy 1.40 does. */
  proxy_continue_stream(vm, type) {
    const stream = currentStream(vm);
    const direction = Directions[type];
    if (!direction) throw new HostError(`stream type ${type} cannot be continued by an HTTP filter`);
    stream.sent.add(HeaderMapType.Request).add(HeaderMapType.RequestTrailers);
    vm.later(() => stream.proceed(direction));
    return Status.Ok;
  },

  proxy_close_stream(vm, type) {
    const stream = currentStream(vm);
    if (!Directions[type]) throw new HostError(`stream type ${type} cannot be closed by an HTTP filter`);
    if (stream.phase === 'ended') throw new HostError('the stream has ended: it cannot be closed');
    stream.closed = true;
    vm.later(() => stream.proceed());
    return Status.Ok;
  },

  proxy_set_effective_context(vm, id) {
    const stream = vm.streams.get(id);
    if (!stream && !vm.hasRoot(id)) return Status.BadArgument;
    vm.enter(stream?.root ?? id, stream);
    return Status.Ok;
  },

  proxy_call_foreign_function(vm, name, nameSize, _parameters, _size, returnPointer, returnSize) {
    const called = vm.memory.text(name, nameSize);
    if (called !== 'clear_route_cache') throw new HostError(`no foreign function ${JSON.stringify(called)}`);
    const stream = currentStream(vm);
    if (stream.phase !== 'request')
      throw new HostError('the route has been taken: too late to choose it anew');
    stream.rerouted = true;
    vm.memory.give(new Uint8Array(), returnPointer, returnSize);
    return Status.Ok;
  },
};
