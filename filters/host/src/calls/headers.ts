import { HeaderMapType, Status } from '../abi.js';
import { HostError } from '../errors.js';
import { HeaderMap } from '../header-map.js';
import { packPairs, unpackPairs } from '../packing.js';
import type { Phase } from '../stream.js';
import type { VirtualMachine } from '../virtual-machine.js';
import { currentStream, type HostCalls } from './call.js';

export const headerCalls: HostCalls = {
  proxy_get_header_map_value(vm, type, key, keySize, returnPointer, returnSize) {
    const value = readable(vm, type)?.get(vm.memory.latin1(key, keySize));
    if (value === undefined) return Status.NotFound;
    vm.memory.give(Buffer.from(value, 'latin1'), returnPointer, returnSize);
    return Status.Ok;
  },

  proxy_get_header_map_pairs(vm, type, returnPointer, returnSize) {
    const map = readable(vm, type);
    if (!map) return Status.NotFound;
    const bytes = map
      .pairs()
      .map(([name, value]) => [Buffer.from(name, 'latin1'), Buffer.from(value, 'latin1')] as const);
    vm.memory.give(packPairs(bytes), returnPointer, returnSize);
    return Status.Ok;
  },

  proxy_set_header_map_pairs(vm, type, pairs, size) {
    const map = writable(vm, type);
    const replacement = readPairs(vm, pairs, size).pairs();
    for (const [name] of map.pairs()) map.remove(name);
    for (const [name, value] of replacement) map.add(name, value);
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
};

/** The headers that the module has packed. */
export function readPairs(vm: VirtualMachine, pointer: number, size: number): HeaderMap {
  const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  const map = new HeaderMap();
  for (const [name, value] of unpackPairs(vm.memory.read(pointer, size))) {
    map.add(checkedName(latin1(name)), latin1(value));
  }
  return map;
}

/** When headers and trailers of each type are there; those of calls are there with their answer. */
const PHASES: Readonly<Record<number, Phase>> = {
  [HeaderMapType.Request]: 'request',
  [HeaderMapType.RequestTrailers]: 'request',
  [HeaderMapType.Response]: 'response',
  [HeaderMapType.ResponseTrailers]: 'response',
};

function readable(vm: VirtualMachine, type: number): HeaderMap | undefined {
  if (type === HeaderMapType.HttpCallResponse || type === HeaderMapType.HttpCallResponseTrailers) {
    return callResponseMap(vm, type);
  }
  const stream = currentStream(vm);
  const map = stream.headers(type);
  if (!map) throw new HostError(`header map ${type} is not there in phase ${stream.phase}`);
  return map;
}

function callResponseMap({ callResponse }: VirtualMachine, type: number): HeaderMap | undefined {
  if (!callResponse) throw new HostError(`header map ${type} is there only with the answer to a call`);
  if (callResponse === 'broken off') return undefined;
  return type === HeaderMapType.HttpCallResponse ? callResponse.headers : callResponse.trailers;
}

/** Headers that have been sent on can be read, yet a change to them would be lost. */
function writable(vm: VirtualMachine, type: number): HeaderMap {
  const stream = currentStream(vm);
  if (PHASES[type] !== stream.phase) {
    throw new HostError(`header map ${type} cannot be changed in phase ${stream.phase}`);
  }
  if (stream.sent.has(type))
    throw new HostError(`header map ${type} has been sent on: too late to change it`);
  const map = stream.headers(type);
  if (!map) throw new HostError(`header map ${type} is not there in phase ${stream.phase}`);
  if (type === HeaderMapType.Request) stream.rerouted = true;
  return map;
}

function headerName(vm: VirtualMachine, pointer: number, size: number): string {
  return checkedName(vm.memory.latin1(pointer, size));
}

function checkedName(name: string): string {
  if (/^:?[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return name;
  throw new HostError(`bad header name ${JSON.stringify(name)}`);
}
