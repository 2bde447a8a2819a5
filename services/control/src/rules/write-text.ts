/** Larger ones are for programs alone. Filters take 1 MiB, and white space counts. */
const READABLE_BYTES = 64 * 1024;

/** A configuration as it is written to Consul: with line breaks, since people edit it there too. */
export function writeText(configuration: unknown): string {
  const text = JSON.stringify(configuration, null, 2) ?? '';
  return text.length > READABLE_BYTES ? JSON.stringify(configuration) : text;
}
