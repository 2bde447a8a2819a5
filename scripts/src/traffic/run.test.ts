import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomFrom } from '../seed/random.js';
import { openBrowser } from './browser.js';
import { deleteMembers } from './clean-up.js';
import { type Client, connect } from './client.js';
import { enter, newMembers, newSession } from './members.js';
import { pullSome } from './pulls.js';
import { summarize } from './report.js';
import { startRun } from './run.js';
import { newShelf } from './shelf.js';
import { newTally } from './tally.js';
import { drawParty } from './visits.js';

/** As much of a hub as people who pull need; what a pull is answered is the test's to say. */
let server: Server;
let client: Client;
let origin: string;
const accounts = new Set<string>();
let pull: (response: ServerResponse) => void;
let connections = 0;
let busiest = 0;

beforeEach(async () => {
  accounts.clear();
  connections = 0;
  busiest = 0;
  pull = (response) => response.writeHead(200, { ratelimit: '"team";r=1;t=1' }).end('bytes');
  server = createServer(answer).on('connection', (socket) => {
    connections += 1;
    busiest = Math.max(busiest, connections);
    socket.on('close', () => {
      connections -= 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = connect(origin, 3);
});

afterEach(async () => {
  await client.close();
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat(await request.toArray()).toString();
  const url = request.url ?? '';
  const json = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
  if (url === '/api/auth/signup') {
    const { name } = JSON.parse(body) as { name: string };
    accounts.add(name);
    json(201, { token: name, expiresIn: 900 });
  } else if (url === '/api/auth/me') {
    accounts.delete(request.headers.authorization?.replace('Bearer ', '') ?? '');
    response.writeHead(204).end();
  } else if (url.includes('/pull')) pull(response);
  else if (url.startsWith('/api/images?'))
    json(200, { items: [{ id: '1', visibility: 'public' }], nextCursor: null });
  else response.writeHead(204).end();
}

test('however many want to come, connections stay within the bound, and at the end no account is left', async () => {
  const stopped = new AbortController();
  const tally = newTally();
  pull = async (response) => {
    await delay(5);
    response.writeHead(200, { ratelimit: '"enterprise";r=1;t=1' }).end('bytes');
  };
  const mix = { visitor: 0, personal: 0, team: 0, enterprise: 1 };
  const run = startRun(origin, client, tally, { rate: 500, mix, seed: 1 }, stopped.signal);
  await expect.poll(() => tally.plans.get('enterprise')?.admitted, { timeout: 15_000 }).toBeGreaterThan(15);
  expect(accounts.size).toBeGreaterThan(1);
  expect(busiest).toBe(3);

  stopped.abort();
  const asked = performance.now();
  await run.ended;
  expect(performance.now() - asked).toBeLessThan(1_000);
  expect(await deleteMembers(run.members, new AbortController().signal)).toEqual([]);
  expect(accounts).toEqual(new Set());
});

test('who is patient waits for as long as a 429 says, and is admitted then', async () => {
  const times: number[] = [];
  pull = (response) => {
    times.push(performance.now());
    const refused = times.length === 2;
    const headers = { ratelimit: '"team";r=0;t=1', ...(refused && { 'retry-after': '1' }) };
    response.writeHead(refused ? 429 : 200, headers).end();
  };
  const { person, tally } = await someone(true);
  await pullSome(person, { act: 'pull', pause: 0, times: 3, together: 1, gap: 0 });
  expect(times).toHaveLength(4);
  expect((times[2] as number) - (times[1] as number)).toBeGreaterThan(990);
  expect(summarize(tally, 1).plans.team).toMatchObject({
    admitted: 3,
    refused: 1,
    waited: 1,
    admittedAfter: 1,
  });
});

test('who is not patient goes on trying', async () => {
  pull = (response) => response.writeHead(429, { ratelimit: '"team";r=0;t=60', 'retry-after': '60' }).end();
  const { person, tally } = await someone(false);
  await pullSome(person, { act: 'pull', pause: 0, times: 5, together: 2, gap: 0 });
  expect(summarize(tally, 1).plans.team).toMatchObject({ admitted: 0, refused: 5, waited: 0 });
});

/** A member of the plan team who has signed up and seen a picture. */
async function someone(patient: boolean) {
  const tally = newTally();
  const random = randomFrom(1);
  const [drawn] = drawParty(random, { visitor: 0, personal: 0, team: 1, enterprise: 0 });
  const visit = { ...(drawn as NonNullable<typeof drawn>), patient };
  const members = newMembers('test', 'correct horse battery', { personal: 0, team: 1, enterprise: 0 });
  const browser = openBrowser(origin, client, tally, random, visit);
  const session = newSession(members.next('team', random), browser);
  const use = { kind: 'team', signal: new AbortController().signal } as const;
  await enter(session, use);
  const world = { members, tally, shelf: newShelf(tally, 1) };
  const shown = [{ id: '1', visibility: 'public' }];
  return { tally, person: { visit, world, browser, random, use, session, shown, visible: 0, cursor: null } };
}
