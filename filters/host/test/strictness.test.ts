/** What the host does not let pass. */
import { FilterHost, HostError } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../build.mjs';

const binary = await compileFilter('host/test/misbehaving/assembly/index.ts');
const module = await WebAssembly.compile(new Uint8Array(binary));

function started(allow?: string[]): FilterHost {
  const host = new FilterHost({ module, ...(allow && { allow }) });
  host.configure('');
  return host;
}

describe('a filter fails the test', () => {
  test.each([
    ['/pause', 'paused, and nothing to wait for'],
    ['/action', 'the action 7'],
    ['/answer', 'a local response, and yet Continue'],
    ['/status', 'a local response with status 99'],
    ['/late', 'a local response in phase response'],
    ['/continue', 'continues a request that is not paused'],
    ['/metric', 'metric 9 was never defined'],
    ['/name', 'bad header name "X Name"'],
    ['/trailers', 'header map 1 is not there in phase request'],
    ['/response', 'header map 2 is not there in phase request'],
    ['/call', 'header map 6 is there only with the answer to a call'],
    ['/body', "no part of the request's body is here"],
    ['/property', 'the property "a\\u0000b" could not be read after it is set'],
    ['/foreign', 'no foreign function'],
    ['/route', 'the route has been taken: too late to choose it anew'],
  ])('at %s: %s', (path, fault) => {
    const send = () => started().send({ path });
    expect(send).toThrow(HostError);
    expect(send).toThrow(fault);
  });

  test('that changes headers which have been sent on', () => {
    expect(() => started().send({ path: '/', body: 'text' })).toThrow('header map 0 has been sent on');
  });

  test('that traps', () => {
    expect(() => started().send({ path: '/trap' })).toThrow(WebAssembly.RuntimeError);
  });

  test('that makes another host call than those allowed', () => {
    expect(() => started(['proxy_get_header_map_value']).send({ path: '/metric' })).toThrow(
      'unexpected host call proxy_increment_metric',
    );
  });

  test('and nothing else does', () => {
    expect(started().send({ path: '/' }, { status: 204 })).toMatchObject({ status: 204 });
  });
});
