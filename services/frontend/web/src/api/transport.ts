import { networkProblem } from './problem.js';

/** Sends a request. A fetch of the browser, or something that stands for it. */
export type Transport = (request: Request) => Promise<Response>;

/**
 * Sends by fetch.
 *
 * @throws Problem when no answer came; the signal's reason when it was aborted.
 */
export async function sendByFetch(fetch: Transport, request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    throw request.signal.aborted ? error : networkProblem();
  }
}

/**
 * Sends by XMLHttpRequest, which alone tells how much of a body is sent.
 *
 * @param onProgress given the share that is sent, 0 to 1.
 * @throws Problem when no answer came; the signal's reason when it was aborted.
 */
export async function sendWithProgress(
  request: Request,
  onProgress: (share: number) => void,
): Promise<Response> {
  const { method, url, headers, signal } = request;
  const body = await request.blob();
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const exchange = new XMLHttpRequest();
    const abort = () => exchange.abort();
    exchange.open(method, url);
    exchange.responseType = 'arraybuffer';
    for (const [name, value] of headers) exchange.setRequestHeader(name, value);
    exchange.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    exchange.onload = () => resolve(responseOf(exchange));
    exchange.onerror = () => reject(networkProblem());
    exchange.onabort = () => reject(signal.reason);
    exchange.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    exchange.send(body);
  });
}

function responseOf(exchange: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of exchange.getAllResponseHeaders().trim().split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const { status, response } = exchange;
  const hasBody = status !== 204 && status !== 304;
  return new Response(hasBody ? (response as ArrayBuffer) : null, { status, headers });
}
