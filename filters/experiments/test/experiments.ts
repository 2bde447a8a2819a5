import { readFile } from 'node:fs/promises';
import { type Answer, FilterHost, type FilterHostOptions } from '@imagehub/filter-host';
import { buildFilters } from '../../build.mjs';

const { experiments: built } = await buildFilters();
if (!built) throw new Error('the build made no experiments');

export const bytes = built.bytes;
export const module = await WebAssembly.compile(
  await readFile(new URL(`../../dist/${built.file}`, import.meta.url)),
);

export const GALLERY = {
  key: 'gallery',
  seed: 'gallery-1',
  attribute: 'visitor',
  coverage: 1,
  weights: [0.5, 0.5],
  variants: [{ key: 'grid' }, { key: 'masonry', route: { frontend: 'v2' } }],
};

export const PALETTE = {
  key: 'palette',
  factors: [
    { key: 'tone', variants: [{ key: 'warm' }, { key: 'cold' }] },
    {
      key: 'frame',
      weights: [0.2, 0.3, 0.5],
      variants: [{ key: 'none' }, { key: 'thin' }, { key: 'wide', route: { frontend: 'v2' } }],
    },
  ],
};

export const PULL = { key: 'pull', method: 'GET', path: '/api/images/*/pull' };

/** A host with these experiments on it. */
export function running(
  experiments: object[],
  { goals = [PULL], ...options }: Partial<FilterHostOptions> & { goals?: object[] } = {},
): FilterHost {
  const host = new FilterHost({ module, ...options });
  const configuration = { visitor: { cookie: 'ih_visitor', maxAge: 3600 }, experiments, goals };
  if (!host.configure(configuration)) throw new Error(host.logs.map(({ message }) => message).join('\n'));
  return host;
}

/** What the app and the browser are told of a request: experiment keys and variants. */
export function variantsOf({ upstream, headers }: Answer): Record<string, string> {
  const told = upstream?.['x-imagehub-experiments'] ?? '';
  if (told !== (headers['x-imagehub-experiments'] ?? '')) throw new Error('request and response differ');
  return Object.fromEntries(
    told
      .split(', ')
      .filter(Boolean)
      .map((pair) => pair.split('=')),
  );
}

/** A client that keeps cookies. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #host: FilterHost;

  constructor(host: FilterHost) {
    this.#host = host;
  }

  get(
    path: string,
    { headers = {}, status = 200 }: { headers?: Record<string, string>; status?: number } = {},
  ): Answer {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = this.#host.send({ path, headers: cookie ? { ...headers, cookie } : headers }, { status });
    for (const set of (answer.headers['set-cookie'] ?? '').split(',').filter(Boolean)) {
      const [pair = ''] = set.split(';');
      const [name = '', value = ''] = pair.split('=');
      this.cookies.set(name, value);
    }
    return answer;
  }
}

/** The cookie of a visitor. */
export function visitor(id: string): { headers: { cookie: string } } {
  return { headers: { cookie: `ih_visitor=${id}` } };
}

/** A token that nobody has signed. */
export function bearer(claims: object): { authorization: string } {
  return { authorization: `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x` };
}
