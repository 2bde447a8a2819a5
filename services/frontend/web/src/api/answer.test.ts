import { describe, expect, it } from 'vitest';
import { describeAnswer } from './answer.js';

function answer(headers: Record<string, string>) {
  return describeAnswer({
    method: 'GET',
    path: '/api/images',
    status: 200,
    headers: new Headers(headers),
    startedAt: 1_700_000_000_000,
    duration: 23,
  });
}

describe('how a request was answered', () => {
  it('names the instance, the variants, the time and the plan', () => {
    const told = answer({
      'x-imagehub-served-by': 'image-store/v2/standard',
      'x-imagehub-experiments': 'gallery=masonry, palette=warm+thin',
      'x-envoy-upstream-service-time': '14',
      'server-timing': 'db;dur=2.5, cache;desc="hit", sharp;desc="resize";dur=9',
      ratelimit: '"personal";r=7;t=23',
      'x-imagehub-quota': 'local',
      'cache-status': 'image-store; fwd=miss; stored',
      'content-type': 'image/webp',
      'content-length': '4770',
    });
    expect(told).toMatchObject({
      servedBy: { service: 'image-store', version: 'v2', tier: 'standard' },
      variants: [
        { experiment: 'gallery', variant: 'masonry' },
        { experiment: 'palette', variant: 'warm+thin' },
      ],
      upstream: 14,
      serverTiming: [
        { name: 'db', duration: 2.5 },
        { name: 'sharp', duration: 9 },
      ],
      quota: { remaining: 7, resetAt: 1_700_000_023_023 },
      decidedLocally: true,
      cache: 'fwd=miss; stored',
      mediaType: 'image/webp',
      bytes: 4770,
    });
  });

  it('leaves out what the headers do not say', () => {
    expect(answer({ 'x-imagehub-served-by': 'odd', 'content-length': 'many' })).toMatchObject({
      servedBy: undefined,
      variants: [],
      upstream: undefined,
      serverTiming: [],
      quota: undefined,
      decidedLocally: false,
      bytes: undefined,
    });
  });
});
