import { BufferType, HeaderMapType, LogLevels, MetricTypes, Status } from './abi.js';
import { HostError } from './errors.js';
import type { HeaderMap } from './header-map.js';
import { type PropertyValue, packPairs, serializeProperty, unpackPairs } from './packing.js';
import type { Stream } from './stream.js';
import type { VirtualMachine } from './virtual-machine.js';

type HostCall = (vm: VirtualMachine, ...parameters: number[]) => Status;

/** A 64-bit parameter arrives as a bigint, though its type says number like all the others. */
const wide = (parameter: number | bigint): bigint => BigInt(parameter);

/** The host calls of ABI 0.2.1 that HTTP filters use, by name, as strict as a test can wish. */
export const hostCalls: Readonly<Record<string, HostCall>> = {
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

  proxy_get_buffer_bytes(vm, type, start, length, returnPointer, returnSize) {
    const { configuration } = vm;
    if (type !== BufferType.PluginConfiguration || !configuration) return Status.NotFound;
    vm.memory.give(
      configuration.slice(start >>> 0, (start >>> 0) + (length >>> 0)),
      returnPointer,
      returnSize,
    );
    return Status.Ok;
  },

  proxy_get_header_map_value(vm, type, key, keySize, returnPointer, returnSize) {
    const value = readable(vm, type).get(vm.memory.latin1(key, keySize));
    if (value === undefined) return Status.NotFound;
    vm.memory.give(Buffer.from(value, 'latin1'), returnPointer, returnSize);
    return Status.Ok;
  },

  proxy_get_header_map_pairs(vm, type, returnPointer, returnSize) {
    const pairs = readable(vm, type).pairs();
    const bytes = pairs.map(
      ([name, value]) => [Buffer.from(name, 'latin1'), Buffer.from(value, 'latin1')] as const,
    );
    vm.memory.give(packPairs(bytes), returnPointer, returnSize);
    return Status.Ok;
  },

  proxy_add_header_map_value(vm, type, key, keySize, value, valueSize) {
    writable(vm, type).add(headerName(vm, key, keySize), vm.memory.latin1(value, valueSize));
    return Status.Ok;
  },

  proxy_replace_header_map_value(vm, type, key, keySize, value, valueSize) {
    writable(vm, type).replace(headerName(vm, key, keySize), vm.memory.latin1(value, valueSize));
    return Status.Ok;
  },

  proxy_remove_header_map_value(vm, type, key, keySize) {
    writable(vm, type).remove(headerName(vm, key, keySize));
    return Status.Ok;
  },

  proxy_get_property(vm, path, pathSize, returnPointer, returnSize) {
    const parts = vm.memory.text(path, pathSize).split('\0');
    const value = propertyAt(currentStream(vm).properties, parts);
    if (value === undefined) return Status.NotFound;
    const bytes = serializeProperty(value);
    if (!bytes) return Status.SerializationFailure;
    vm.memory.give(bytes, returnPointer, returnSize);
    return Status.Ok;
  },

  proxy_get_shared_data(vm, key, keySize, returnPointer, returnSize, returnCas) {
    const entry = vm.surroundings.sharedData.get(vm.memory.latin1(key, keySize));
    if (!entry) return Status.NotFound;
    vm.memory.give(entry.value, returnPointer, returnSize);
    vm.memory.writeU32(returnCas, entry.cas);
    return Status.Ok;
  },

  proxy_set_shared_data(vm, key, keySize, value, valueSize, cas) {
    const { memory, surroundings } = vm;
    return surroundings.sharedData.set(memory.latin1(key, keySize), memory.read(value, valueSize), cas >>> 0);
  },

  proxy_define_metric(vm, type, name, nameSize, returnId) {
    const kind = MetricTypes[type];
    if (!kind) return Status.BadArgument;
    vm.metrics.push(vm.surroundings.metrics.define(kind, vm.memory.text(name, nameSize)));
    vm.memory.writeU32(returnId, vm.metrics.length);
    return Status.Ok;
  },

  proxy_increment_metric(vm, id, offset) {
    const metric = metricOf(vm, id);
    if (metric.type === 'histogram') throw new HostError('a histogram cannot be incremented');
    metric.value += wide(offset);
    return Status.Ok;
  },

  proxy_record_metric(vm, id, value) {
    metricOf(vm, id).value = wide(value);
    return Status.Ok;
  },

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
    const pairs = unpackPairs(vm.memory.read(headers, headersSize));
    const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
    stream.local = {
      status,
      details: vm.memory.text(details, detailsSize),
      headers: pairs.map(([name, value]) => [latin1(name), latin1(value)]),
      body: vm.memory.text(body, bodySize),
    };
    return Status.Ok;
  },
};

function currentStream(vm: VirtualMachine): Stream {
  if (!vm.stream) throw new HostError('a call that needs a stream, outside of any');
  return vm.stream;
}

function readable(vm: VirtualMachine, type: number): HeaderMap {
  const stream = currentStream(vm);
  if (type === HeaderMapType.Request) return stream.request;
  if (type === HeaderMapType.Response && stream.response) return stream.response;
  throw new HostError(`header map ${type} is not there in phase ${stream.phase}`);
}

/** Headers that have been sent on can be read, yet a change to them would be lost. */
function writable(vm: VirtualMachine, type: number): HeaderMap {
  const { phase } = currentStream(vm);
  const inTime =
    (type === HeaderMapType.Request && phase === 'request') ||
    (type === HeaderMapType.Response && phase === 'response');
  if (!inTime) throw new HostError(`header map ${type} cannot be changed in phase ${phase}`);
  return readable(vm, type);
}

function headerName(vm: VirtualMachine, pointer: number, size: number): string {
  const name = vm.memory.latin1(pointer, size);
  if (!/^:?[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name))
    throw new HostError(`bad header name ${JSON.stringify(name)}`);
  return name;
}

function metricOf(vm: VirtualMachine, id: number): VirtualMachine['metrics'][number] {
  const metric = vm.metrics[id - 1];
  if (!metric) throw new HostError(`metric ${id} was never defined`);
  return metric;
}

function propertyAt(value: PropertyValue, [part, ...rest]: string[]): PropertyValue | undefined {
  if (part === undefined) return value;
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array) {
    return undefined;
  }
  const next = Object.hasOwn(value, part) ? value[part] : undefined;
  return next === undefined ? undefined : propertyAt(next, rest);
}
