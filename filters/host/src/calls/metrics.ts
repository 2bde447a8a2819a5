import { MetricTypes, Status } from '../abi.js';
import { HostError } from '../errors.js';
import type { VirtualMachine } from '../virtual-machine.js';
import type { HostCalls } from './call.js';

/** A 64-bit parameter arrives as a bigint, though its type says number like all the others. */
const wide = (parameter: number | bigint): bigint => BigInt(parameter);

export const metricCalls: HostCalls = {
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

  proxy_get_metric(vm, id, returnValue) {
    const metric = metricOf(vm, id);
    if (metric.type === 'histogram') throw new HostError('a histogram has no one value');
    vm.memory.writeU64(returnValue, metric.value);
    return Status.Ok;
  },
};

function metricOf(vm: VirtualMachine, id: number): VirtualMachine['metrics'][number] {
  const metric = vm.metrics[id - 1];
  if (!metric) throw new HostError(`metric ${id} was never defined`);
  return metric;
}
