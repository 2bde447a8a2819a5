import { type HeaderInit, HeaderMap } from './header-map.js';

export type BodyInit = string | Uint8Array | readonly (string | Uint8Array)[];

/** What both requests and responses may have besides their headers. */
export interface ContentInit {
  /**
   * In pieces, if it is a list: the filter gets each in a callback of its own. An empty last piece is how
   * HTTP/1 ends a body; HTTP/2 may end it with the last piece that holds something.
   */
  body?: BodyInit;
  trailers?: HeaderInit;
}

/** A body and trailers on their way. */
export interface Content {
  readonly chunks: readonly Uint8Array[];
  readonly trailers: HeaderMap | undefined;
}

const NOTHING: Content = { chunks: [], trailers: undefined };

export function contentOf({ body, trailers }: ContentInit): Content {
  if (!body && !trailers) return NOTHING;
  return { chunks: chunksOf(body ?? []), trailers: trailers && new HeaderMap(trailers) };
}

function chunksOf(body: BodyInit): Uint8Array[] {
  const isWhole = typeof body === 'string' || body instanceof Uint8Array;
  const pieces = isWhole ? [body].filter(({ length }) => length > 0) : body;
  return pieces.map((piece) => Buffer.from(piece));
}
