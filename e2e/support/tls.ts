import { execFile } from 'node:child_process';
import { connect } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Client {
  cert?: string;
  key?: string;
  servername?: string;
}

export interface Request {
  method?: string;
  token?: string;
}

export interface Conversation {
  /** What came back before the connection ended: of an answer at least its first line. */
  received: string;
  error: NodeJS.ErrnoException | undefined;
}

/**
 * Sends one HTTP request over TLS to a port on loopback, and waits for an answer or the end of the connection. In TLS
 * 1.3 a server refuses a client's certificate only after the handshake that the client sees: what counts is what is
 * received.
 */
export function talkTls(
  port: number,
  path: string,
  client: Client,
  { method = 'GET', token }: Request = {},
): Promise<Conversation> {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: mesh', 'connection: close', 'content-length: 0'];
  if (token !== undefined) lines.push(`authorization: Bearer ${token}`);
  return new Promise((resolve) => {
    let received = '';
    let error: NodeJS.ErrnoException | undefined;
    // Whether the server is who it says is not what is tested here.
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...client }, () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      received += text;
      // Envoy, asked to close, leaves that to its client for a second.
      socket.end();
    });
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      error = cause;
    });
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer within 5 s')));
    socket.on('close', () => resolve({ received, error }));
  });
}

/**
 * A certificate of nobody's authority, made by openssl.
 *
 * @returns undefined where there is no openssl.
 */
export async function selfSigned(name: string): Promise<Client | undefined> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '-'];
  try {
    const { stdout } = await run('openssl', ['req', '-x509', ...key, '-subj', `/CN=${name}`, '-days', '2']);
    return { cert: stdout, key: stdout };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
