/**
 * The proxy-wasm ABI, version 0.2.1, as it stands on the wire: imports, enumerations and nothing else.
 *
 * Source: https://github.com/proxy-wasm/spec/tree/main/abi-versions/v0.2.1. Every function returns a
 * `Status`. A pair `return_pointer, return_size` receives the address and the length of a buffer that the
 * host took from `proxy_on_memory_allocate`.
 */

export const enum Status {
  Ok = 0,
  NotFound = 1,
  BadArgument = 2,
  SerializationFailure = 3,
  ParseFailure = 4,
  BadExpression = 5,
  InvalidMemoryAccess = 6,
  Empty = 7,
  CasMismatch = 8,
  ResultMismatch = 9,
  InternalFailure = 10,
  BrokenConnection = 11,
  Unimplemented = 12,
}

export const enum Action {
  Continue = 0,
  Pause = 1,
}

export const enum LogLevel {
  Trace = 0,
  Debug = 1,
  Info = 2,
  Warn = 3,
  Error = 4,
  Critical = 5,
}

export const enum HeaderMap {
  Request = 0,
  RequestTrailers = 1,
  Response = 2,
  ResponseTrailers = 3,
  HttpCallResponse = 6,
  HttpCallResponseTrailers = 7,
}

export const enum Buffer {
  RequestBody = 0,
  ResponseBody = 1,
  HttpCallResponseBody = 4,
  VmConfiguration = 6,
  PluginConfiguration = 7,
}

export const enum StreamType {
  Request = 0,
  Response = 1,
}

export const enum MetricType {
  Counter = 0,
  Gauge = 1,
  Histogram = 2,
}

@external('env', 'proxy_log')
export declare function proxy_log(level: i32, message: usize, message_size: i32): i32;

@external('env', 'proxy_get_log_level')
export declare function proxy_get_log_level(return_level: usize): i32;

@external('env', 'proxy_get_current_time_nanoseconds')
export declare function proxy_get_current_time_nanoseconds(return_time: usize): i32;

@external('env', 'proxy_set_tick_period_milliseconds')
export declare function proxy_set_tick_period_milliseconds(period: u32): i32;

@external('env', 'proxy_set_effective_context')
export declare function proxy_set_effective_context(context: u32): i32;

@external('env', 'proxy_call_foreign_function')
export declare function proxy_call_foreign_function(
  name: usize,
  name_size: i32,
  parameters: usize,
  parameters_size: i32,
  return_pointer: usize,
  return_size: usize,
): i32;

@external('env', 'proxy_done')
export declare function proxy_done(): i32;

@external('env', 'proxy_get_buffer_bytes')
export declare function proxy_get_buffer_bytes(
  buffer: i32,
  start: i32,
  length: i32,
  return_pointer: usize,
  return_size: usize,
): i32;

@external('env', 'proxy_set_buffer_bytes')
export declare function proxy_set_buffer_bytes(
  buffer: i32,
  start: i32,
  length: i32,
  data: usize,
  data_size: i32,
): i32;

@external('env', 'proxy_get_header_map_value')
export declare function proxy_get_header_map_value(
  map: i32,
  key: usize,
  key_size: i32,
  return_pointer: usize,
  return_size: usize,
): i32;

@external('env', 'proxy_get_header_map_pairs')
export declare function proxy_get_header_map_pairs(map: i32, return_pointer: usize, return_size: usize): i32;

@external('env', 'proxy_set_header_map_pairs')
export declare function proxy_set_header_map_pairs(map: i32, pairs: usize, pairs_size: i32): i32;

@external('env', 'proxy_add_header_map_value')
export declare function proxy_add_header_map_value(
  map: i32,
  key: usize,
  key_size: i32,
  value: usize,
  value_size: i32,
): i32;

@external('env', 'proxy_replace_header_map_value')
export declare function proxy_replace_header_map_value(
  map: i32,
  key: usize,
  key_size: i32,
  value: usize,
  value_size: i32,
): i32;

@external('env', 'proxy_remove_header_map_value')
export declare function proxy_remove_header_map_value(map: i32, key: usize, key_size: i32): i32;

@external('env', 'proxy_get_property')
export declare function proxy_get_property(
  path: usize,
  path_size: i32,
  return_pointer: usize,
  return_size: usize,
): i32;

@external('env', 'proxy_set_property')
export declare function proxy_set_property(path: usize, path_size: i32, value: usize, value_size: i32): i32;

@external('env', 'proxy_get_shared_data')
export declare function proxy_get_shared_data(
  key: usize,
  key_size: i32,
  return_pointer: usize,
  return_size: usize,
  return_cas: usize,
): i32;

@external('env', 'proxy_set_shared_data')
export declare function proxy_set_shared_data(
  key: usize,
  key_size: i32,
  value: usize,
  value_size: i32,
  cas: u32,
): i32;

@external('env', 'proxy_register_shared_queue')
export declare function proxy_register_shared_queue(name: usize, name_size: i32, return_id: usize): i32;

@external('env', 'proxy_resolve_shared_queue')
export declare function proxy_resolve_shared_queue(
  vm_id: usize,
  vm_id_size: i32,
  name: usize,
  name_size: i32,
  return_id: usize,
): i32;

@external('env', 'proxy_enqueue_shared_queue')
export declare function proxy_enqueue_shared_queue(queue: u32, value: usize, value_size: i32): i32;

@external('env', 'proxy_dequeue_shared_queue')
export declare function proxy_dequeue_shared_queue(
  queue: u32,
  return_pointer: usize,
  return_size: usize,
): i32;

@external('env', 'proxy_define_metric')
export declare function proxy_define_metric(type: i32, name: usize, name_size: i32, return_id: usize): i32;

@external('env', 'proxy_increment_metric')
export declare function proxy_increment_metric(metric: u32, offset: i64): i32;

@external('env', 'proxy_record_metric')
export declare function proxy_record_metric(metric: u32, value: u64): i32;

@external('env', 'proxy_get_metric')
export declare function proxy_get_metric(metric: u32, return_value: usize): i32;

@external('env', 'proxy_send_local_response')
export declare function proxy_send_local_response(
  status: i32,
  details: usize,
  details_size: i32,
  body: usize,
  body_size: i32,
  headers: usize,
  headers_size: i32,
  grpc_status: i32,
): i32;

@external('env', 'proxy_continue_stream')
export declare function proxy_continue_stream(stream: i32): i32;

@external('env', 'proxy_close_stream')
export declare function proxy_close_stream(stream: i32): i32;

@external('env', 'proxy_http_call')
export declare function proxy_http_call(
  cluster: usize,
  cluster_size: i32,
  headers: usize,
  headers_size: i32,
  body: usize,
  body_size: i32,
  trailers: usize,
  trailers_size: i32,
  timeout: u32,
  return_id: usize,
): i32;
