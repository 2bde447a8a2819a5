import type { Answer } from '../api/answer.js';

/** The part of the mesh that wrote an answer. */
export type Answerer = 'service' | 'sidecar' | 'edge';

/**
 * Every service signs its answers. One without a signature is a filter's, where it speaks of a plan or a token, or
 * Envoy's own.
 */
export function answererOf({ servedBy, status, quota }: Answer): Answerer {
  if (servedBy) return 'service';
  return quota || status === 401 || status === 403 || status === 429 ? 'sidecar' : 'edge';
}

/** Name of the service that a request was for, also where it never got there. */
export function serviceOf({ servedBy, path }: Answer): string {
  if (servedBy) return servedBy.service;
  if (/^\/api\/(auth|plans)/.test(path)) return 'auth';
  if (path.startsWith('/api/images')) return 'image-store';
  return 'frontend';
}

/** The class that the edge gave a request: told for the page itself, else by the tier that it led to. */
export function classOf({ headers, servedBy }: Answer): string | undefined {
  return headers.find(([name]) => name === 'x-imagehub-class')?.[1] || servedBy?.tier;
}

/** The parts of a request's time in ms, as far as the answer tells them apart. */
export function timingOf({ duration, upstream = 0 }: Answer): { edge: number; upstream: number } {
  const behind = Math.min(upstream, duration);
  return { edge: duration - behind, upstream: behind };
}

/** A path as people read it, without what would not fit on a line. */
export function shortPath(path: string): string {
  return path.replace(/([0-9a-f]{8})-[0-9a-f-]{27}/gi, '$1…');
}
