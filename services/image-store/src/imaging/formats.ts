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
  /** Whether a quality means anything. */
  lossy: boolean;
  transparent: boolean;
  /** Whether a rendition keeps all frames of an animation. */
  animated: boolean;
}

export const TRAITS: Record<Format, FormatTraits> = {
  jpeg: { extension: 'jpg', maxSide: 65_535, lossy: true, transparent: false, animated: false },
  png: { extension: 'png', maxSide: 65_535, lossy: false, transparent: true, animated: false },
  webp: { extension: 'webp', maxSide: 16_383, lossy: true, transparent: true, animated: true },
  gif: { extension: 'gif', maxSide: 65_535, lossy: false, transparent: true, animated: true },
  tiff: { extension: 'tif', maxSide: 65_535, lossy: true, transparent: true, animated: false },
  avif: { extension: 'avif', maxSide: 16_384, lossy: true, transparent: true, animated: false },
};

export function isFormat(name: string | undefined): name is Format {
  return (FORMATS as readonly (string | undefined)[]).includes(name);
}

export function mediaType(format: Format): string {
  return `image/${format}`;
}
