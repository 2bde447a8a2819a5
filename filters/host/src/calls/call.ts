import type { Status } from '../abi.js';
import { HostError } from '../errors.js';
import type { Stream } from '../stream.js';
import type { VirtualMachine } from '../virtual-machine.js';

export type HostCall = (vm: VirtualMachine, ...parameters: number[]) => Status;

/** Host calls by name. */
export type HostCalls = Readonly<Record<string, HostCall>>;

export function currentStream(vm: VirtualMachine): Stream {
  if (!vm.stream) throw new HostError('a call that needs a stream, outside of any');
  return vm.stream;
}
