import { readFile } from 'node:fs/promises';
import { FilterHost, type FilterHostOptions } from '@imagehub/filter-host';
import { buildFilters } from '../../build.mjs';

const { 'class-of-service': built } = await buildFilters();
if (!built) throw new Error('the build made no class-of-service');

export const bytes = built.bytes;
export const module = await WebAssembly.compile(
  await readFile(new URL(`../../dist/${built.file}`, import.meta.url)),
);

export const CONFIGURATION = {
  default: 'standard',
  rules: [
    { class: 'performance', when: { plan: ['enterprise'] } },
    { class: 'performance', when: { country: ['NZ'], language: ['mi'] } },
    { class: 'performance', when: { activity: { requests: 5, window: 60 } } },
  ],
};

/** A host with the filter on it, configured as given. */
export function classes(
  configuration: unknown = CONFIGURATION,
  options: Partial<FilterHostOptions> = {},
): FilterHost {
  const host = new FilterHost({ module, ...options });
  if (!host.configure(configuration)) throw new Error(host.logs.map(({ message }) => message).join('\n'));
  return host;
}

/** An Authorization header with a token that nobody has signed. */
export function bearer(claims: unknown): { authorization: string } {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return { authorization: `Bearer eyJhbGciOiJSUzI1NiJ9.${payload}.c2lnbmF0dXJl` };
}

/** The class that the upstream is told. */
export function classOf(
  host: FilterHost,
  headers: Record<string, string> = {},
  worker = 0,
): string | undefined {
  return host.send({ path: '/', headers, worker }).upstream?.['x-imagehub-class'];
}
