import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId, picture, startTestApp, type TestApp } from './testing.js';

/** How many uploads at once, and the megapixels of each: what is promised is 50 of 16, which make JPEGs of 10 MB. */
const UPLOADS = Number(process.env.IMAGEHUB_UPLOADS ?? 8);
const MEGAPIXELS = Number(process.env.IMAGEHUB_MEGAPIXELS ?? 2);

/** One alone may not have so many under way. */
const USERS = 5;

let test: TestApp;
let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  test = await startTestApp();
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
  await test.close();
});

/** The service as it runs in a hub: a process of its own, on the database and folder of the test. */
async function startServer() {
  const environment = Object.fromEntries(
    Object.entries(test.environment).map(([name, value]) => [name, String(value)]),
  );
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../dist/server.js')], {
    env: { ...environment, PORT: '0', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  return {
    url,
    pid: child.pid,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the server has no output');
  for await (const line of createInterface({ input: stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (!url) continue;
    stdout.resume();
    return url;
  }
  throw new Error('the server ended before it listened');
}

/** Value of a metric without labels. */
async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** Most memory that the server ever held, in MiB. */
async function peakMemory(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

it.skipIf(process.platform !== 'linux')(
  `${UPLOADS} large uploads at once are stored or cleanly refused, in bounded memory, without holding up the event loop`,
  async () => {
    const users = Array.from({ length: USERS }, () => test.user());
    const side = Math.round(Math.sqrt(MEGAPIXELS * 1e6));
    const pictures = await Promise.all(
      [80, 120, 200].map((r) => picture(side, side, { r, g: 90, b: 90 }).jpeg({ quality: 90 }).toBuffer()),
    );
    // The first token makes the service fetch its keys, from this process, which has much to send soon.
    await fetch(`${server.url}/api/images`, { headers: users[0]?.headers ?? {} });
    // Reading the lag also forgets it.
    await metric('nodejs_eventloop_lag_p99_seconds');
    const started = performance.now();
    const answers = await Promise.all(
      Array.from({ length: UPLOADS }, async (_, number) => {
        const url = `${server.url}/api/images/${newId()}`;
        const headers = users[number % USERS]?.headers ?? {};
        const body = new Uint8Array(pictures[number % pictures.length] ?? []);
        const response = await fetch(url, { method: 'PUT', headers, body });
        await response.arrayBuffer();
        return { status: response.status, retry: response.headers.get('retry-after') };
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const lag = 1000 * (await metric('nodejs_eventloop_lag_p99_seconds'));
    const memory = await peakMemory();
    const stored = answers.filter(({ status }) => status === 201);
    console.info(
      `${UPLOADS} uploads of ${((pictures[0]?.length ?? 0) / 1e6).toFixed(1)} MB: ${stored.length} stored in ${seconds.toFixed(1)} s; ` +
        `at most ${memory.toFixed(0)} MiB; event loop lag p99 ${lag.toFixed(0)} ms`,
    );
    for (const { status, retry } of answers) if (status !== 201) expect([status, retry]).toEqual([503, '2']);
    expect(await test.app.db.image.count()).toBe(stored.length);
    expect((await test.files()).filter((file) => !/^(originals|renditions)\//.test(file))).toEqual([]);
    expect(memory).toBeLessThan(400);
    // A few uploads beside other tests say nothing of a percentile.
    if (UPLOADS >= 50) expect(lag).toBeLessThan(200);
  },
  300_000,
);
