import { BufferType, type Direction, Directions, Status } from '../abi.js';
import { HostError } from '../errors.js';
import type { VirtualMachine } from '../virtual-machine.js';
import { currentStream, type HostCalls } from './call.js';

export const bodyCalls: HostCalls = {
  proxy_get_buffer_bytes(vm, type, start, length, returnPointer, returnSize) {
    const bytes = bufferOf(vm, type);
    if (!bytes) return Status.NotFound;
    const from = start >>> 0;
    vm.memory.give(bytes.slice(from, from + (length >>> 0)), returnPointer, returnSize);
    return Status.Ok;
  },

  /** Envoy 1.40 puts data before, behind or in the place of the beginning of a body, and nowhere else. */
  proxy_set_buffer_bytes(vm, type, start, length, data, size) {
    const direction = directionOf(type);
    if (!direction) throw new HostError(`buffer ${type} cannot be changed`);
    const body = bodyOf(vm, direction);
    const bytes = vm.memory.read(data, size);
    const from = start >>> 0;
    if (from > 0 && from < body.length) return Status.BadArgument;
    const changed = from === 0 ? [bytes, body.subarray(length >>> 0)] : [body, bytes];
    currentStream(vm).bodies[direction] = Buffer.concat(changed);
    return Status.Ok;
  },
};

function bufferOf(vm: VirtualMachine, type: number): Uint8Array | undefined {
  if (type === BufferType.PluginConfiguration) return vm.configuration;
  if (type === BufferType.VmConfiguration) return new Uint8Array();
  if (type === BufferType.HttpCallResponseBody) return callResponseBody(vm);
  const direction = directionOf(type);
  if (!direction) throw new HostError(`buffer ${type} is none of an HTTP filter's`);
  return bodyOf(vm, direction);
}

function callResponseBody({ callResponse }: VirtualMachine): Uint8Array | undefined {
  if (!callResponse) throw new HostError('the body of an answer is there only with the answer to a call');
  return callResponse === 'broken off' ? undefined : Buffer.concat(callResponse.chunks);
}

/** Buffers 0 and 1 are the bodies of request and response. */
function directionOf(type: number): Direction | undefined {
  return type === BufferType.RequestBody || type === BufferType.ResponseBody ? Directions[type] : undefined;
}

function bodyOf(vm: VirtualMachine, direction: Direction): Uint8Array {
  const body = currentStream(vm).bodies[direction];
  if (!body) throw new HostError(`no part of the ${direction}'s body is here`);
  return body;
}
