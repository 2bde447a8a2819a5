import { once } from 'node:events';
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';

/** Counts by status; `failed` are requests without an answer. */
export type Statuses = Record<string, number>;

/** Many requests in flight at once, over HTTP/2 connections that are spread over a proxy's workers. */
export class Burst {
  readonly #sessions: ClientHttp2Session[];

  private constructor(sessions: ClientHttp2Session[]) {
    this.#sessions = sessions;
  }

  /** Connects to 127.0.0.1. */
  static async connect(port: number, connections: number): Promise<Burst> {
    const sessions = Array.from({ length: connections }, () => connect(`http://127.0.0.1:${port}`));
    await Promise.all(sessions.map((session) => once(session, 'remoteSettings')));
    return new Burst(sessions);
  }

  /** Sends all requests before it reads the first answer. */
  async send(requests: readonly OutgoingHttpHeaders[]): Promise<Statuses> {
    const statuses: Statuses = {};
    const answers = requests.map((headers, i) => {
      const session = this.#sessions[i % this.#sessions.length];
      return session ? statusOf(session, headers) : Promise.resolve('failed');
    });
    for (const status of await Promise.all(answers)) statuses[status] = (statuses[status] ?? 0) + 1;
    return statuses;
  }

  close(): void {
    for (const session of this.#sessions) session.destroy();
  }
}

function statusOf(session: ClientHttp2Session, headers: OutgoingHttpHeaders): Promise<string> {
  return new Promise((resolve) => {
    const stream = session.request(headers, { endStream: true });
    let status = 'failed';
    stream.on('response', (answer) => {
      status = String(answer[':status']);
    });
    stream.on('error', () => resolve('failed'));
    stream.on('close', () => resolve(status));
    stream.resume();
  });
}
