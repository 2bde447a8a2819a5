/** The example of the README: a filter of @imagehub/filter-sdk under test. */
import { FilterHost } from '@imagehub/filter-host';
import { expect, test } from 'vitest';
import { compileFilter } from '../../build.mjs';

const binary = await compileFilter('sdk/example/assembly/index.ts');
const module = await WebAssembly.compile(new Uint8Array(binary));

test('an edit holds for new requests, and leaves those under way alone', () => {
  const host = new FilterHost({ module, workers: 2 });
  expect(host.configure({ paths: ['/api/upload'] })).toBe(true);

  const upload = host.open({ method: 'POST', path: '/api/upload' });
  expect(upload.forwarded).toBeUndefined();
  const list = host.open({ path: '/api/images', worker: 1 });
  expect(list.forwarded).toContainEqual([':path', '/api/images']);

  expect(host.configure({ paths: ['/api/images'], retryAfter: 5 })).toBe(true);
  expect(upload.respond()).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
  expect(list.respond({ status: 204 }).status).toBe(204);
  host.retire();

  const { status, headers, calls } = host.send({ path: '/api/images', worker: 1 });
  expect({ status, after: headers['retry-after'] }).toEqual({ status: 503, after: '5' });
  expect(calls).toEqual([
    'proxy_get_header_map_value',
    'proxy_increment_metric',
    'proxy_send_local_response',
    'proxy_replace_header_map_value',
  ]);
  expect(host.metrics.value('maintenance_refused')).toBe(2);
});
