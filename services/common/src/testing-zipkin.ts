import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as Zipkin's API v2 takes it. */
export interface ZipkinSpan {
  traceId: string;
  id: string;
  parentId?: string;
  name: string;
  kind?: string;
  localEndpoint: { serviceName: string };
  tags: Record<string, string>;
}

/** A server that takes spans as Zipkin does. */
export interface TestZipkin {
  endpoint: string;
  /** All that were taken so far. */
  spans: ZipkinSpan[];
  /** Resolves when the next spans have come. */
  next: () => Promise<unknown>;
  close: () => void;
}

/** Starts one on a free port. */
export async function startTestZipkin(): Promise<TestZipkin> {
  const spans: ZipkinSpan[] = [];
  const server = createServer(async (request, response) => {
    spans.push(...((await json(request)) as ZipkinSpan[]));
    response.writeHead(202).end();
    server.emit('spans');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/api/v2/spans`,
    spans,
    next: () => once(server, 'spans'),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
