/** The scripted requests of `parity/`: what both the host and a real Envoy must answer alike. */
import { readFile } from 'node:fs/promises';
import type { Json } from '../json.js';

const FOLDER = new URL('../../parity/', import.meta.url);

export interface ScriptedRequest {
  /** What it is about, for people. */
  about: string;
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  /** Claims of the token that goes along; none, no token. */
  claims?: { [claim: string]: Json };
  /** Why jwt_authn refuses the token: its time is over, a key that is not ours, a claim of a type that no JWT has. */
  token?: 'expired' | 'foreign' | 'malformed';
  /** Headers of the app's answer. Its status is `:status`, by default 200. */
  response?: Record<string, string>;
  /** Comes without the cookie that all others have, unless they name one of their own. */
  newcomer?: boolean;
  /** How often it is sent. Default: 1. */
  times?: number;
  expect?: Expected;
}

/** What must be so on both sides; # stands for seconds, null for absence. What is not named need only be alike. */
export interface Expected {
  status?: number;
  /** Of the response. */
  headers?: Record<string, string | null>;
  /** Of the request, as the app gets it. */
  upstream?: Record<string, string | null>;
}

export async function scriptedRequests(): Promise<ScriptedRequest[]> {
  return JSON.parse(await readFile(new URL('requests.json', FOLDER), 'utf8'));
}

/** The configuration of each filter, by its name, in the order in which a request meets them. */
export async function scriptedConfigurations(): Promise<Record<string, Json>> {
  return JSON.parse(await readFile(new URL('configurations.json', FOLDER), 'utf8'));
}
