import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An app that answers with the request as it got it, for a proxy to stand before. */
export interface Echo {
  port: number;
  close(): void;
}

/** Header by which a request tells the echo what to answer: a JSON object of headers, `:status` among them. */
export const ANSWER = 'x-echo-answer';

/** Header of the response: the request as the app got it, a JSON object in base64. HEAD can have it too. */
const SEEN = 'x-echo-seen';

/** The request as the app got it; undefined if somebody else has answered. */
export function seenByEcho(response: Record<string, string | undefined>): Record<string, string> | undefined {
  const seen = response[SEEN];
  return seen === undefined ? undefined : JSON.parse(Buffer.from(seen, 'base64').toString());
}

/** Starts the app on a free port of 127.0.0.1. */
export async function startEcho(): Promise<Echo> {
  const server = createServer((request, response) => {
    request.resume();
    const { [ANSWER]: answer = '{}' } = request.headers;
    const { ':status': status = '200', ...headers } = JSON.parse(String(answer)) as Record<string, string>;
    const seen = JSON.stringify({ ...asSent(request), ':method': request.method, ':path': request.url });
    response.writeHead(Number(status), { ...headers, [SEEN]: Buffer.from(seen).toString('base64') }).end();
  });
  // Envoy keeps idle connections longer than Node would.
  server.keepAliveTimeout = 0;
  await listening(server);
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The headers by name, several of one name joined with a comma and nothing else: Node has its own ways with some. */
function asSent({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    const value = rawHeaders[i + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return headers;
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
}
