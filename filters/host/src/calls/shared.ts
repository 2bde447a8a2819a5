import { Status } from '../abi.js';
import type { HostCalls } from './call.js';

export const sharedCalls: HostCalls = {
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

  proxy_register_shared_queue(vm, name, nameSize, returnId) {
    vm.memory.writeU32(returnId, vm.rootContext().registerQueue(vm.memory.text(name, nameSize)));
    return Status.Ok;
  },

  proxy_resolve_shared_queue(vm, vmId, vmIdSize, name, nameSize, returnId) {
    const { memory, surroundings } = vm;
    const owner = memory.text(vmId, vmIdSize) || surroundings.vmId;
    const id = surroundings.queues.resolve(owner, memory.text(name, nameSize));
    if (id === undefined) return Status.NotFound;
    memory.writeU32(returnId, id);
    return Status.Ok;
  },

  proxy_enqueue_shared_queue(vm, id, value, valueSize) {
    return vm.surroundings.queues.enqueue(id, vm.memory.read(value, valueSize));
  },

  proxy_dequeue_shared_queue(vm, id, returnPointer, returnSize) {
    const value = vm.surroundings.queues.dequeue(id);
    if (!(value instanceof Uint8Array)) return value;
    vm.memory.give(value, returnPointer, returnSize);
    return Status.Ok;
  },
};
