export type { Direction, LogLevel } from './abi.js';
export { Clock } from './clock.js';
export {
  Envoy,
  type EnvoyOptions,
  type EnvoyRequest,
  type EnvoyResponse,
  jwtFilter,
  startEnvoy,
  wasmFilter,
} from './envoy.js';
export { HostError } from './errors.js';
export { type Answer, Exchange } from './exchange.js';
export { FilterHost, type FilterHostOptions } from './filter-host.js';
export { type HeaderInit, HeaderMap } from './header-map.js';
export { HttpCall } from './http-call.js';
export type { BodyInit, ContentInit } from './message.js';
export { Metrics } from './metrics.js';
export {
  type Climate,
  type Fate,
  Network,
  type Reaction,
  type Service,
  type ServiceRequest,
  type Trip,
  weather,
} from './network.js';
export { type PropertyValue, packPairs } from './packing.js';
export { SharedData } from './shared-data.js';
export { SharedQueues } from './shared-queues.js';
export { type LocalResponse, type RequestInit, type ResponseInit, Stream } from './stream.js';
export { Surroundings, type SurroundingsOptions } from './surroundings.js';
export { VirtualMachine } from './virtual-machine.js';
