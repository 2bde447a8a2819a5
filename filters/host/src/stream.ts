import { type HeaderInit, HeaderMap } from './header-map.js';
import type { PropertyValue } from './packing.js';

/** A request as a client sends it. */
export interface RequestInit {
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

export interface ResponseInit {
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
}
