/** The example of the README. */
import { FilterHost } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../build.mjs';

const binary = new Uint8Array(await compileFilter('sdk/example/assembly/index.ts'));
const module = await WebAssembly.compile(binary);

describe('the example', () => {
  test('answers requests for the paths it is told, and lets all others pass', () => {
    const host = new FilterHost({ module });
    host.configure({ paths: ['/api/images/*'], retryAfter: 120 });
    expect(host.send({ path: '/api/images' }).status).toBe(200);
    expect(host.send({ path: '/api//images/%34?size=1' })).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '120' },
      body: '{"title":"Being worked on","status":503}',
      upstream: undefined,
    });
    expect(host.metrics.value('maintenance_refused')).toBe(1);
  });

  test.each([
    [{}, 'paths: must be a list'],
    [{ paths: ['/a?b'] }, /^paths\[0\]: must be \/ and plain segments/],
    [{ paths: ['/api'], retryAfter: 0 }, 'retryAfter: must be a whole number from 1 to 86400'],
    [{ paths: ['/api'], after: 5 }, 'after: is not a known setting'],
  ])('refuses %j, and goes on as before', (configuration, fault) => {
    const host = new FilterHost({ module });
    host.configure({ paths: ['/api'] });
    expect(host.configure(configuration)).toBe(false);
    expect(host.logs.at(-1)?.message).toMatch(fault);
    expect(host.send({ path: '/api' }).headers['retry-after']).toBe('60');
  });

  test('is as small as the README says', () => {
    expect(binary.length).toBeLessThan(14 * 1024);
  });
});
