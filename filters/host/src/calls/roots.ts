import { LogLevels, Status } from '../abi.js';
import type { HostCalls } from './call.js';
import { readPairs } from './headers.js';

/** A call to a service needs all of them. */
const REQUIRED = [':method', ':path', ':authority'];

export const rootCalls: HostCalls = {
  proxy_log(vm, level, message, size) {
    vm.log(level, vm.memory.text(message, size));
    return Status.Ok;
  },

  proxy_get_log_level(vm, returnLevel) {
    vm.memory.writeU32(returnLevel, LogLevels.indexOf(vm.surroundings.logLevel));
    return Status.Ok;
  },

  proxy_get_current_time_nanoseconds(vm, returnTime) {
    vm.memory.writeU64(returnTime, vm.surroundings.clock.now);
    return Status.Ok;
  },

  proxy_set_tick_period_milliseconds(vm, period) {
    vm.rootContext().setTickPeriod(period >>> 0);
    return Status.Ok;
  },

  proxy_http_call(
    vm,
    cluster,
    clusterSize,
    headers,
    headersSize,
    body,
    bodySize,
    trailers,
    trailersSize,
    timeout,
    returnId,
  ) {
    const { memory, surroundings } = vm;
    const request = {
      cluster: memory.text(cluster, clusterSize),
      headers: readPairs(vm, headers, headersSize),
      body: memory.text(body, bodySize),
      trailers: readPairs(vm, trailers, trailersSize),
      timeout,
    };
    const { clusters } = surroundings;
    if (timeout < 0 || (clusters && !clusters.has(request.cluster))) return Status.BadArgument;
    if (REQUIRED.some((name) => request.headers.get(name) === undefined)) return Status.BadArgument;
    if (surroundings.network?.reaches(request.cluster) === false) return Status.InternalFailure;
    const id = vm.nextHttpCall();
    vm.rootContext().callHttp(id, request);
    memory.writeU32(returnId, id);
    return Status.Ok;
  },
};
