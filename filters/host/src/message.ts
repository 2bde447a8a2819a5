import { type HeaderInit, HeaderMap } from './header-map.js';

export type BodyInit = string | Uint8Array | readonly (string | Uint8Array)[];

/** What both requests and responses may have besides their headers. */
export interface ContentInit {
  /** In pieces, if there is more than one: the filter gets each in a callback of its own. */
  body?: BodyInit;
  trailers?: HeaderInit;
}

/** A body and trailers on their way. */
export interface Content {
  readonly chunks: readonly Uint8Array[];
  readonly trailers: HeaderMap | undefined;
}

export function contentOf({ body = [], trailers }: ContentInit): Content {
  const pieces = typeof body === 'string' || body instanceof Uint8Array ? [body] : body;
  const chunks = pieces.map((piece) => Buffer.from(piece)).filter((chunk) => chunk.length > 0);
  return { chunks, trailers: trailers && new HeaderMap(trailers) };
}
