import { type Direction, HeaderMapType } from './abi.js';
import { type HeaderInit, HeaderMap } from './header-map.js';
import type { ContentInit } from './message.js';
import type { PropertyValue } from './packing.js';

/** A request as a client sends it. */
export interface RequestInit extends ContentInit {
  /** Default: GET. */
  method?: string;
  path: string;
  headers?: HeaderInit;
  /** Dynamic metadata by namespace, such as the claims that jwt_authn has verified. */
  metadata?: { [namespace: string]: PropertyValue };
  /** Further properties, from their first part on. */
  properties?: { [name: string]: PropertyValue };
  /** Which worker serves it. Default: 0. */
  worker?: number;
}

export interface ResponseInit extends ContentInit {
  /** Default: 200. */
  status?: number;
  headers?: HeaderInit;
}

/** What a filter has answered itself. */
export interface LocalResponse {
  status: number;
  details: string;
  headers: [name: string, value: string][];
  body: string;
}

/** Where a stream is; it decides which headers may be changed. */
export type Phase = 'request' | 'upstream' | 'response' | 'ended';

/** The state of one request and its response that host calls work on. */
export class Stream {
  phase: Phase = 'request';
  readonly request: HeaderMap;
  response: HeaderMap | undefined;
  local: LocalResponse | undefined;
  readonly properties: { [name: string]: PropertyValue };
  /** Properties that the filter has set. */
  readonly filterState = new Map<string, Uint8Array>();
  /** The host calls made in its name, in order. */
  readonly calls: string[] = [];
  /** Trailers that the filter has been told of. */
  readonly trailers: Partial<Record<Direction, HeaderMap>> = {};
  /** The part of a body that passes by, with all that the filter has held back. */
  readonly bodies: Partial<Record<Direction, Uint8Array>> = {};
  /** Header maps that have been sent on, by type: they are out of the filter's reach. */
  readonly sent = new Set<number>();
  /** Whether the filter has had the route chosen anew, by a call or by changing request headers. */
  rerouted = false;
  /** Whether the filter has cut it off. */
  closed = false;
  /** Goes on after the filter has continued, answered or closed the stream from wherever it did. */
  proceed: (continued?: Direction) => void = () => {};

  readonly id: number;
  readonly root: number;

  constructor(id: number, root: number, request: RequestInit) {
    const { method = 'GET', path, headers, metadata = {}, properties = {} } = request;
    this.id = id;
    this.root = root;
    this.request = new HeaderMap(headers);
    this.request.replace(':method', method);
    this.request.replace(':path', path);
    if (!this.request.get(':authority')) this.request.add(':authority', 'hub.example');
    if (!this.request.get(':scheme')) this.request.add(':scheme', 'http');
    this.properties = { metadata: { filter_metadata: metadata }, ...properties };
  }

  /** The headers or trailers of this type, if the stream has them. */
  headers(type: number): HeaderMap | undefined {
    if (type === HeaderMapType.Request) return this.request;
    if (type === HeaderMapType.RequestTrailers) return this.trailers.request;
    if (type === HeaderMapType.Response) return this.response;
    return type === HeaderMapType.ResponseTrailers ? this.trailers.response : undefined;
  }
}
