export type { LogLevel } from './abi.js';
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
export { type Answer, Exchange, FilterHost, type FilterHostOptions } from './filter-host.js';
export { type HeaderInit, HeaderMap } from './header-map.js';
export { Metrics } from './metrics.js';
export { type PropertyValue, packPairs } from './packing.js';
export { SharedData } from './shared-data.js';
export { type LocalResponse, type RequestInit, type ResponseInit, Stream } from './stream.js';
export { type Surroundings, VirtualMachine } from './virtual-machine.js';
