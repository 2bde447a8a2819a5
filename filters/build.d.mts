export interface FilterModule {
  /** The module's name in `filters/dist`. */
  file: string;
  sha256: string;
  bytes: number;
  /** Hash of the sources, the options and the compiler. */
  sources: string;
}

/** Builds the filters that are out of date and returns the manifest, by filter. */
export function buildFilters(): Promise<Record<string, FilterModule>>;

/** Compiles the filter with this shell, relative to `filters/` or absolute; throws the compiler's messages. */
export function compileFilter(entry: string): Promise<Buffer>;
