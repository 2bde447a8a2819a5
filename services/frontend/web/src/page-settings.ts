export type GalleryLayout = 'grid' | 'masonry';

export interface PageSettings {
  galleryLayout: GalleryLayout;
  /** Nonce that the page's Content-Security-Policy names: a `<style>` element without it has no effect. */
  cspNonce: string;
}

/** Reads what the server put into the page's meta elements: no inline script, so that the policy can stay strict. */
export function readPageSettings(page: ParentNode = document): PageSettings {
  const layout = page.querySelector<HTMLMetaElement>('meta[name="imagehub-gallery-layout"]')?.content;
  const nonce = page.querySelector<HTMLMetaElement>('meta[name="imagehub-csp-nonce"]')?.nonce;
  return { galleryLayout: layout === 'masonry' ? 'masonry' : 'grid', cspNonce: nonce ?? '' };
}
