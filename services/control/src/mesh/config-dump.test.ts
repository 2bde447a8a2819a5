import { expect, it } from 'vitest';
import { type ConfigDump, filterState } from './config-dump.js';

const wanted = { configuration: '{"limit":2}', module: '/filters/plan-limiter-2.wasm' };

/** A listener with a filter of this name, as deep in it as Envoy has it. */
function listener(configuration: string, module = wanted.module, name = 'plan-limiter') {
  const config = {
    name,
    vm_config: { code: { local: { filename: module } } },
    configuration: { '@type': 'type.googleapis.com/google.protobuf.StringValue', value: configuration },
  };
  return {
    filter_chains: [{ filters: [{ typed_config: { http_filters: [{ typed_config: { config } }] } }] }],
  };
}

const active = (one: object, last_updated?: string) => ({
  active_state: { listener: one, ...(last_updated && { last_updated }) },
});
const state = (...configs: object[]) => filterState({ configs } as ConfigDump, 'plan-limiter', wanted);

it('runs rules when all listeners that have the filter run them, and was told when the last one was', () => {
  const other = active(listener('{}', '/filters/lua.wasm', 'other'), '2026-03-02T09:30:05.000Z');
  const first = active(listener(wanted.configuration), '2026-03-02T09:30:00.000Z');
  const second = active(listener(wanted.configuration), '2026-03-02T09:30:01.000Z');
  const toldAt = Date.parse('2026-03-02T09:30:01.000Z');
  expect(state(other, first, second)).toEqual({
    state: 'active',
    module: 'plan-limiter-2.wasm',
    message: null,
    toldAt,
  });
  expect(state(first, active(listener('{"limit":1}')))).toMatchObject({ state: 'behind' });
});

it('is behind by another configuration as by another module', () => {
  expect(state(active(listener('{"limit":1}')))).toMatchObject({ state: 'behind', message: null });
  const older = active(listener(wanted.configuration, '/filters/plan-limiter-1.wasm'));
  expect(state(older)).toMatchObject({ state: 'behind', module: 'plan-limiter-1.wasm' });
});

it('has refused these rules, not those of somebody else before', () => {
  const serving = active(listener('{"limit":1}'));
  const refusal = (configuration: string, details?: string) => ({
    ...serving,
    error_state: { failed_configuration: listener(configuration), ...(details && { details }) },
  });
  expect(state(refusal(wanted.configuration, 'Unable to create Wasm plugin'))).toMatchObject({
    state: 'refused',
    message: 'Unable to create Wasm plugin',
  });
  expect(state(refusal(wanted.configuration))).toMatchObject({ message: 'Envoy gives no reason' });
  expect(state(refusal('{"limit":0}', 'Unable to create Wasm plugin'))).toMatchObject({ state: 'behind' });
});

it('runs no such filter before it was told anything, and when it is told none', () => {
  const none = { state: 'behind', module: null, message: 'it runs no such filter', toldAt: 0 };
  expect(filterState({}, 'plan-limiter', wanted)).toEqual(none);
  expect(state({ warming_state: {} })).toEqual(none);
});

it('takes a plugin that names neither module nor configuration for other rules', () => {
  const bare = { filters: [{ name: 'plan-limiter', vm_config: {} }] };
  expect(state(active(bare))).toMatchObject({ state: 'behind' });
});
