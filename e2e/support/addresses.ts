import { request } from 'node:http';
import type { RawAnswer } from './http.js';
import { hubUrl } from './hub.js';

/**
 * Sends JSON to the edge from an address of this machine's loopback network, as a client elsewhere would from its own.
 *
 * @param address such as 127.0.0.2: on Linux all of 127.0.0.0/8 is there to be used.
 */
export function postFrom(
  address: string,
  path: string,
  json: object,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(hubUrl);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method: 'POST',
        localAddress: address,
        agent: false,
        headers: { 'content-type': 'application/json', ...headers },
      },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      },
    );
    sent.once('error', reject);
    sent.end(JSON.stringify(json));
  });
}

/** An address of this machine's loopback network that no other test is likely to use. */
export function someAddress(): string {
  const part = () => 1 + Math.floor(Math.random() * 250);
  return `127.${part()}.${part()}.${part()}`;
}
