/** Formats that can be uploaded, named as in the API. */
export const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;
export type Format = (typeof FORMATS)[number];

/** Formats that a pull can ask for. */
export const PULL_FORMATS = ['jpeg', 'png', 'webp', 'avif'] as const;

interface FormatTraits {
  /** Of the file name. */
  extension: string;
  /** Longest side in pixels that the format can hold. */
  maxSide: number;
  /** Most pixels of a picture, all frames together: a file of a few kilobytes can claim billions. */
  maxPixels: number;
  /** About how many bytes of memory a pixel takes, at worst, while it is decoded and while it is encoded. */
  memory: { decode: number; encode: number };
  /** Whether a quality means anything. */
  lossy: boolean;
  transparent: boolean;
  /** Whether a rendition keeps all frames of an animation. */
  animated: boolean;
}

export const TRAITS: Record<Format, FormatTraits> = {
  jpeg: {
    extension: 'jpg',
    lossy: true,
    transparent: false,
    animated: false,
    maxSide: 65_535,
    maxPixels: 50e6,
    memory: { decode: 8, encode: 2 },
  },
  png: {
    extension: 'png',
    lossy: false,
    transparent: true,
    animated: false,
    maxSide: 65_535,
    maxPixels: 50e6,
    memory: { decode: 6, encode: 2 },
  },
  webp: {
    extension: 'webp',
    lossy: true,
    transparent: true,
    animated: true,
    maxSide: 16_383,
    maxPixels: 50e6,
    memory: { decode: 9, encode: 6 },
  },
  gif: {
    extension: 'gif',
    lossy: false,
    transparent: true,
    animated: true,
    maxSide: 65_535,
    maxPixels: 50e6,
    memory: { decode: 9, encode: 9 },
  },
  tiff: {
    extension: 'tif',
    lossy: true,
    transparent: true,
    animated: false,
    maxSide: 65_535,
    maxPixels: 50e6,
    memory: { decode: 6, encode: 2 },
  },
  avif: {
    extension: 'avif',
    lossy: true,
    transparent: true,
    animated: false,
    maxSide: 16_384,
    // Its codec takes so much memory that fewer must do.
    maxPixels: 4096 * 4096,
    memory: { decode: 18, encode: 32 },
  },
};

export function isFormat(name: string | undefined): name is Format {
  return (FORMATS as readonly (string | undefined)[]).includes(name);
}

export function mediaType(format: Format): string {
  return `image/${format}`;
}
