import type { RequestInit } from '@imagehub/filter-host';
import type { Json } from '../json.js';

/** What the suite and the fuzzer must know of a filter; all else they find out from its module and its schema. */
export interface Subject {
  /** The filter's name in the manifest. */
  name: string;
  /** Good configurations, each with an effect of its own on `telltale`. Between them they use every setting. */
  configurations: readonly [Json, Json, Json, ...Json[]];
  /** What the filter may say of a configuration that its schema allows: rules between fields, which no schema holds. */
  beyondSchema?: RegExp;
  /** A request whose answer differs by configuration, yet not by how often it is sent as long as `turn` differs. */
  telltale(turn: number): RequestInit;
  /** Requests that reach every branch of the filter: what the fuzzer begins with. */
  requests: readonly RequestInit[];
  /** The service that the filter calls, if it calls any. */
  service?: CalledService;
  /** Words that mean something to the filter, for the fuzzer to put anywhere. */
  words: readonly string[];
}

/** A service that a filter calls, for the fuzzer to answer in its place. */
export interface CalledService {
  cluster: string;
  /** A configuration under which each request of a new user is held back until the service has answered. */
  configuration: Json;
  request(user: string): RequestInit;
  /** What a healthy service answers to a call with this body. */
  answer(body: string): Json;
}
