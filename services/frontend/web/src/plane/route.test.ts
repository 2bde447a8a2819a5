import { describe, expect, it } from 'vitest';
import { describeAnswer } from '../api/answer.js';
import { answererOf, classOf, serviceOf, shortPath, timingOf } from './route.js';

function answer(status: number, fields: Record<string, string>, path = '/api/images/1/pull?w=8') {
  const headers = new Headers(fields);
  return describeAnswer({ method: 'GET', path, status, headers, startedAt: 0, duration: 20 });
}

describe('who answered', () => {
  it.each([
    ['service', answer(404, { 'x-imagehub-served-by': 'image-store/v1/standard' })],
    ['sidecar', answer(429, { ratelimit: '"personal";r=0;t=23' })],
    ['sidecar', answer(401, {})],
    ['edge', answer(503, {})],
  ] as const)('is the %s', (who, told) => {
    expect(answererOf(told)).toBe(who);
  });

  it('is told with the service that the request was for', () => {
    expect(serviceOf(answer(429, {}))).toBe('image-store');
    expect(serviceOf(answer(503, {}, '/api/plans'))).toBe('auth');
    expect(serviceOf(answer(503, {}, '/'))).toBe('frontend');
  });
});

it('tells the class by the tier that it led to', () => {
  expect(classOf(answer(200, { 'x-imagehub-served-by': 'image-store/performance/performance' }))).toBe(
    'performance',
  );
  expect(classOf(answer(429, {}))).toBeUndefined();
});

it('tells the time behind the edge from the rest, and never more than there was', () => {
  expect(timingOf(answer(200, { 'x-envoy-upstream-service-time': '14' }))).toEqual({ edge: 6, upstream: 14 });
  expect(timingOf(answer(200, { 'x-envoy-upstream-service-time': '21' }))).toEqual({ edge: 0, upstream: 20 });
});

it('shortens ids', () => {
  expect(shortPath('/api/images/01a20d47-7ca2-71ac-9673-634d4b94f0e4/pull?w=800')).toBe(
    '/api/images/01a20d47…/pull?w=800',
  );
});
