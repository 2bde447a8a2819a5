/** Streams that end in the middle, as a real Envoy ends them. Runs when ENVOY_BIN names an Envoy. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Limited, PULL, startLimited } from './limited.js';

const binary = process.env.ENVOY_BIN ?? '';
const CLIENTS = 300;

describe.skipIf(binary === '')('clients that hang up before they are answered', () => {
  /** An app that answers nobody until it is told to. */
  let patient = true;
  let waiting = 0;
  let told: () => void = () => {};
  const app = createServer((_, response) => {
    if (!patient) return response.end();
    waiting++;
    if (waiting === CLIENTS) told();
  });
  let limited: Limited;

  beforeAll(async () => {
    await once(app.listen(0, '127.0.0.1'), 'listening');
    limited = await startLimited(binary, CLIENTS + 1, (app.address() as AddressInfo).port);
  }, 60_000);

  afterAll(async () => {
    await limited?.envoy.stop();
    app.close();
    app.closeAllConnections();
  });

  test('leave every worker serving, and what they took from their plan is taken', async () => {
    const authorization = limited.authorization('impatient');
    const all = new Promise<void>((resolve) => {
      told = resolve;
    });
    const sockets = Array.from({ length: CLIENTS }, () => {
      const socket = connect(limited.envoy.port, '127.0.0.1');
      socket
        .on('error', () => {})
        .write(`GET ${PULL} HTTP/1.1\r\nhost: hub\r\nauthorization: ${authorization}\r\n\r\n`);
      return socket;
    });
    await all;
    for (const socket of sockets) socket.destroy();
    patient = false;
    const headers = { authorization };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => limited.envoy.request({ path: PULL, headers })),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 429)]);
    expect(limited.envoy.log).not.toMatch(/wasm/i);
  }, 60_000);
});
