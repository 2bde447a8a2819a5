/**
 * The host calls, typed. Each answers with a value: a `View` that carries its status, or a `Status`. None
 * throws, none traps, none allocates but in the arena.
 *
 * One call costs Envoy about a microsecond, more than all a filter computes: spend them as you would system
 * calls.
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

/** Replaces `length` bytes of a buffer from `start` on. */
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
