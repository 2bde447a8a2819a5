/**
 * The host calls, typed. Each answers with a value: a `View` that carries its status, or a `Status`. None
 * throws, none traps, none allocates but in the arena.
 *
 * One that returns data costs Envoy half a microsecond to two, since it enters the VM again for memory; any
 * other a fifth: spend them as you would system calls.
 */
import * as abi from './abi';
import { Status } from './abi';
import { failure, pointerOf as p, lengthOf as n, View, viewOf } from './view';

/** Where the host writes what it returns: pointer and size, and a third word (cas, id, time). */
const answer: usize = heap.alloc(16);
const third: usize = answer + 8;

@inline
function answered(status: i32): View {
  return status == Status.Ok ? viewOf(load<usize>(answer), load<i32>(answer, 4)) : failure(status);
}

/** Nanoseconds since 1970 by the proxy's wall clock, which may step back; 0 if it cannot be read. */
export function currentTime(): u64 {
  return abi.proxy_get_current_time_nanoseconds(third) == Status.Ok ? load<u64>(third) : 0;
}

/** The value of a header (several of one name are joined by the host), or `NotFound`. */
export function getHeader(map: i32, name: View): View {
  return answered(abi.proxy_get_header_map_value(map, p(name), n(name), answer, answer + 4));
}

/** All headers as a packed map (see packed-map.ts), in one call. */
export function getHeaders(map: i32): View {
  return answered(abi.proxy_get_header_map_pairs(map, answer, answer + 4));
}

/**
 * Puts a packed map in the place of all headers. Envoy finds no route for a request without the
 * `x-forwarded-proto` that it has added itself, so keep what is there.
 */
export function setHeaders(map: i32, pairs: View): i32 {
  return abi.proxy_set_header_map_pairs(map, p(pairs), n(pairs));
}

export function addHeader(map: i32, name: View, value: View): i32 {
  return abi.proxy_add_header_map_value(map, p(name), n(name), p(value), n(value));
}

/** Puts one header in the place of all of that name. */
export function replaceHeader(map: i32, name: View, value: View): i32 {
  return abi.proxy_replace_header_map_value(map, p(name), n(name), p(value), n(value));
}

export function removeHeader(map: i32, name: View): i32 {
  return abi.proxy_remove_header_map_value(map, p(name), n(name));
}

/** A property of the stream, the connection or the node; the parts of `path` are separated by NUL. */
export function getProperty(path: View): View {
  return answered(abi.proxy_get_property(p(path), n(path), answer, answer + 4));
}

export function setProperty(path: View, value: View): i32 {
  return abi.proxy_set_property(p(path), n(path), p(value), n(value));
}

/** `length` bytes of a buffer from `start` on; the arena holds them. */
export function getBuffer(buffer: i32, start: i32, length: i32): View {
  return answered(abi.proxy_get_buffer_bytes(buffer, start, length, answer, answer + 4));
}

/**
 * Replaces the first `length` bytes of a body (`start` 0; length 0 puts the data before all), or puts the data
 * behind it (`start` at or beyond its end). Envoy 1.40 takes nothing else: `BadArgument`.
 */
export function setBuffer(buffer: i32, start: i32, length: i32, data: View): i32 {
  return abi.proxy_set_buffer_bytes(buffer, start, length, p(data), n(data));
}

/** A value that all VMs of this `vm_id` share, or `NotFound`. `sharedDataVersion` then holds its cas. */
export function getSharedData(key: View): View {
  return answered(abi.proxy_get_shared_data(p(key), n(key), answer, answer + 4, third));
}

/** The version (cas) of the value that the last successful `getSharedData` returned. */
export function sharedDataVersion(): u32 {
  return load<u32>(third);
}

/**
 * Stores a shared value if its version is still `version`, else answers `CasMismatch`. Version 0 asks for no
 * check: it overwrites whatever is there, also what another worker wrote a moment ago.
 */
export function setSharedData(key: View, value: View, version: u32): i32 {
  return abi.proxy_set_shared_data(p(key), n(key), p(value), n(value), version);
}

/** Defines a metric, or finds it; the id is valid in this VM. 0 if the host refuses. */
export function defineMetric(type: i32, name: View): u32 {
  return abi.proxy_define_metric(type, p(name), n(name), third) == Status.Ok ? load<u32>(third) : 0;
}

export function incrementMetric(metric: u32, by: i64 = 1): i32 {
  return abi.proxy_increment_metric(metric, by);
}

/** The value of a counter or gauge; 0 if the host refuses. */
export function getMetric(metric: u32): u64 {
  return abi.proxy_get_metric(metric, third) == Status.Ok ? load<u64>(third) : 0;
}

export function recordMetric(metric: u32, value: u64): i32 {
  return abi.proxy_record_metric(metric, value);
}

/**
 * Answers the request here; the callback then returns `Action.Pause`. The answer passes this filter's
 * response callbacks like any other.
 *
 * @param details token for the access log, no spaces
 * @param headers a packed map
 */
export function sendLocalResponse(status: i32, details: View, headers: View, body: View): i32 {
  return abi.proxy_send_local_response(
    status,
    p(details),
    n(details),
    p(body),
    n(body),
    p(headers),
    n(headers),
    -1,
  );
}

/** Lets a paused stream go on. */
export function continueStream(stream: i32): i32 {
  return abi.proxy_continue_stream(stream);
}

/** Ends a stream without an answer. */
export function closeStream(stream: i32): i32 {
  return abi.proxy_close_stream(stream);
}

/** Lets the router choose the route anew, by the headers as they are now. */
export function clearRouteCache(): i32 {
  return abi.proxy_call_foreign_function(
    p('clear_route_cache'),
    n('clear_route_cache'),
    0,
    0,
    answer,
    answer + 4,
  );
}

/**
 * Calls an HTTP service through the proxy. The answer comes in `onHttpCallResponse` of the current root, also
 * when there is none: Envoy 1.40 then answers itself, with 504 when it takes too long and with 503 when the
 * service cannot be reached; an answer that breaks off comes with 0 headers. A stream that wants the answer
 * itself uses `Stream.call`.
 *
 * @param cluster a cluster of the proxy
 * @param headers a packed map; `:method`, `:path` and `:authority` are needed
 * @param timeout milliseconds
 * @returns the call's id, or 0 if the host refuses (the cluster is unknown, a header is missing)
 */
export function callHttp(cluster: View, headers: View, body: View, timeout: u32): u32 {
  // No trailers are an empty packed map, not an empty View.
  store<u32>(third, 0);
  const status = abi.proxy_http_call(
    p(cluster),
    n(cluster),
    p(headers),
    n(headers),
    p(body),
    n(body),
    third,
    4,
    timeout,
    answer,
  );
  return status == Status.Ok ? load<u32>(answer) : 0;
}

/** Has `onTick` of the current root called so often, in milliseconds; 0 ends it. */
export function setTickPeriod(period: u32): i32 {
  return abi.proxy_set_tick_period_milliseconds(period);
}

/** Makes a stream or root current: host calls then concern it. */
export function setEffectiveContext(context: u32): i32 {
  return abi.proxy_set_effective_context(context);
}

/**
 * Opens a queue of this VM's vm_id, or finds it; `onQueueReady` of the current root tells of values. 0 if
 * refused.
 */
export function registerQueue(name: View): u32 {
  return abi.proxy_register_shared_queue(p(name), n(name), third) == Status.Ok ? load<u32>(third) : 0;
}

/** A queue of another vm_id; 0 if there is none. */
export function resolveQueue(vmId: View, name: View): u32 {
  const status = abi.proxy_resolve_shared_queue(p(vmId), n(vmId), p(name), n(name), third);
  return status == Status.Ok ? load<u32>(third) : 0;
}

export function enqueue(queue: u32, value: View): i32 {
  return abi.proxy_enqueue_shared_queue(queue, p(value), n(value));
}

/** The oldest value of a queue, or a View with the status `Empty`. */
export function dequeue(queue: u32): View {
  return answered(abi.proxy_dequeue_shared_queue(queue, answer, answer + 4));
}
