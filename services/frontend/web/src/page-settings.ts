import { type Answer, describeAnswer } from './api/answer.js';

export type GalleryLayout = 'grid' | 'masonry';

export interface PageSettings {
  galleryLayout: GalleryLayout;
  /** Nonce that the page's Content-Security-Policy names: a `<style>` element without it has no effect. */
  cspNonce: string;
}

/** Reads what the server put into the page's meta elements: no inline script, so that the policy can stay strict. */
export function readPageSettings(page: ParentNode = document): PageSettings {
  const nonce = page.querySelector<HTMLMetaElement>('meta[name="imagehub-csp-nonce"]')?.nonce;
  return {
    galleryLayout: meta('gallery-layout', page) === 'masonry' ? 'masonry' : 'grid',
    cspNonce: nonce ?? '',
  };
}

/**
 * How the page itself was answered. No script sees the headers of its own page, so the server repeats in meta elements
 * what they say.
 */
export function readPageAnswer(page: ParentNode = document): Answer | undefined {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (!navigation) return undefined;
  const headers = new Headers({ 'content-type': 'text/html' });
  for (const name of ['served-by', 'experiments', 'class']) {
    const value = meta(name, page);
    if (value) headers.set(`x-imagehub-${name}`, value);
  }
  return describeAnswer({
    method: 'GET',
    path: location.pathname,
    status: navigation.responseStatus,
    headers,
    startedAt: performance.timeOrigin + navigation.requestStart,
    duration: navigation.responseStart - navigation.requestStart,
  });
}

function meta(name: string, page: ParentNode): string | undefined {
  return page.querySelector<HTMLMetaElement>(`meta[name="imagehub-${name}"]`)?.content;
}
