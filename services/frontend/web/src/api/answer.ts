import { type Quota, readQuota } from './quota.js';

/** How a request was answered: what the mesh and the service say about it in the response's headers. */
export interface Answer {
  method: string;
  path: string;
  status: number;
  /** Time from sending the request to its headers, in ms. */
  duration: number;
  /** `<service>/<version>/<tier>` of the instance that answered. */
  servedBy: string | undefined;
  quota: Quota | undefined;
}

export function describeAnswer(method: string, path: string, response: Response, started: number): Answer {
  const now = Date.now();
  return {
    method,
    path,
    status: response.status,
    duration: now - started,
    servedBy: response.headers.get('x-imagehub-served-by') ?? undefined,
    quota: readQuota(response.headers, now),
  };
}
