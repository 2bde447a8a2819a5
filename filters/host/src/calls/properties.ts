import { Status } from '../abi.js';
import { HostError } from '../errors.js';
import { type PropertyValue, serializeProperty } from '../packing.js';
import type { VirtualMachine } from '../virtual-machine.js';
import { currentStream, type HostCalls } from './call.js';

export const propertyCalls: HostCalls = {
  proxy_get_property(vm, path, pathSize, returnPointer, returnSize) {
    const parts = vm.memory.text(path, pathSize).split('\0');
    const value = propertyOf(vm, parts);
    if (value === undefined) return Status.NotFound;
    const bytes = serializeProperty(value);
    if (!bytes) return Status.SerializationFailure;
    vm.memory.give(bytes, returnPointer, returnSize);
    return Status.Ok;
  },

  /** Goes to the filter state under the whole path, which is found again only if it has one part. */
  proxy_set_property(vm, path, pathSize, value, valueSize) {
    const stream = currentStream(vm);
    const name = vm.memory.text(path, pathSize);
    if (name.includes('\0') || Object.hasOwn(stream.properties, name)) {
      throw new HostError(`the property ${JSON.stringify(name)} could not be read after it is set`);
    }
    stream.filterState.set(name, vm.memory.read(value, valueSize));
    return Status.Ok;
  },
};

function propertyOf(vm: VirtualMachine, parts: string[]): PropertyValue | undefined {
  const { properties, filterState } = currentStream(vm);
  if (parts.join('.') === 'xds.node.id') return vm.surroundings.nodeId;
  const known = propertyAt(properties, parts);
  return known === undefined && parts.length === 1 ? filterState.get(parts[0] ?? '') : known;
}

function propertyAt(value: PropertyValue, [part, ...rest]: string[]): PropertyValue | undefined {
  if (part === undefined) return value;
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array) {
    return undefined;
  }
  const next = Object.hasOwn(value, part) ? value[part] : undefined;
  return next === undefined ? undefined : propertyAt(next, rest);
}
