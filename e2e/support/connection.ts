import { connect } from 'node:net';
import type { Account } from './accounts.js';
import { hubUrl } from './hub.js';

export interface Connection {
  /** Time in ms from sending a request to the last byte of its answer, which must be 200. */
  get(path: string): Promise<number>;
  close(): void;
}

/**
 * One kept-alive connection to the edge, used by one account, one request at a time. It reads no more of HTTP than
 * where an answer ends: Node's own client needs as much of the machine as the sidecar that is to be measured.
 */
export function openConnection({ token }: Account): Connection {
  const { hostname, port, host } = new URL(hubUrl);
  const socket = connect({ host: hostname, port: Number(port) }).setNoDelay();
  const fields = `host: ${host}\r\nauthorization: Bearer ${token}\r\n\r\n`;
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        const received: Buffer[] = [];
        let left: number | undefined;
        const end = (error?: Error) => {
          socket.removeAllListeners();
          if (error) reject(error);
          else resolve(performance.now() - started);
        };
        socket.on('data', (chunk) => {
          received.push(chunk);
          left = left === undefined ? bytesLeft(Buffer.concat(received)) : left - chunk.length;
          if (left === 0) end();
          if (left !== undefined && Number.isNaN(left)) end(new Error(`${path}: ${received}`));
        });
        socket.once('error', end).once('close', () => end(new Error(`${path}: the connection was closed`)));
        socket.write(`GET ${path} HTTP/1.1\r\n${fields}`);
      }),
    close: () => socket.destroy(),
  };
}

/** Bytes still to come; undefined while the header is incomplete, NaN for anything but a 200 of known length. */
function bytesLeft(received: Buffer): number | undefined {
  const headerEnd = received.indexOf('\r\n\r\n');
  if (headerEnd === -1) return undefined;
  const header = received.toString('latin1', 0, headerEnd);
  const length = /^HTTP\/1\.1 200 [\s\S]*\r\ncontent-length: (\d+)/i.exec(header)?.[1];
  return length === undefined ? Number.NaN : Number(length) - (received.length - headerEnd - 4);
}
