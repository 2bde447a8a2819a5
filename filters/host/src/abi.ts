/** Numbers of the proxy-wasm ABI 0.2.1, as far as HTTP filters meet them. */

export const Status = {
  Ok: 0,
  NotFound: 1,
  BadArgument: 2,
  SerializationFailure: 3,
  Empty: 7,
  CasMismatch: 8,
  InternalFailure: 10,
} as const;
export type Status = (typeof Status)[keyof typeof Status];

export const Action = { Continue: 0, Pause: 1 } as const;

export const HeaderMapType = {
  Request: 0,
  RequestTrailers: 1,
  Response: 2,
  ResponseTrailers: 3,
  HttpCallResponse: 6,
  HttpCallResponseTrailers: 7,
} as const;

export const BufferType = {
  RequestBody: 0,
  ResponseBody: 1,
  HttpCallResponseBody: 4,
  VmConfiguration: 6,
  PluginConfiguration: 7,
} as const;

/** The two ways through a filter, by their numbers as stream types. */
export const Directions = ['request', 'response'] as const;
export type Direction = (typeof Directions)[number];

export const LogLevels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'] as const;
export type LogLevel = (typeof LogLevels)[number];

export const MetricTypes = ['counter', 'gauge', 'histogram'] as const;
export type MetricType = (typeof MetricTypes)[number];
