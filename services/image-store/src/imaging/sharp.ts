/** The library as it is called: `sharp(file, options)`. */
export type Sharp = typeof import('sharp').default;

/** Decoders of the accepted formats. All others of libvips, such as SVG's, are blocked: what never runs is safe. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((name) => `VipsForeignLoad${name}File`);

/** The decoder of thumbnails, which we made ourselves a moment ago. */
const OWN = 'VipsForeignLoadWebpBuffer';

let loaded: Promise<Sharp> | undefined;

/**
 * sharp, loaded when the first picture needs it: libvips is 20 MB of memory that an idle instance does not pay.
 *
 * @param threads of libvips for each picture; the first call decides.
 */
export function loadSharp(threads: number): Promise<Sharp> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.concurrency(threads);
    // Every picture is opened once; remembered ones would only hold memory and files.
    sharp.cache(false);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: [...LOADERS, OWN] });
    return sharp;
  });
  return loaded;
}
