import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { Cluster, Redis, type Result } from 'ioredis';
import type { ClosedLease, LeaseCall, LeaseGrant, LeaseRequest } from '../protocol.js';
import { type Store, StoreUnavailable } from './store.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    /** lua/lease.lua */
    lease(key: string, ...args: (number | Buffer)[]): Result<number[], Context>;
  }
}

export interface ValkeyStoreOptions {
  /** `redis://` or `rediss://` address of a server, or of one node of a cluster. */
  url: string;
  cluster: boolean;
  /** A call that has no answer within so many ms fails. */
  timeoutMs: number;
  log: FastifyBaseLogger;
}

/** A server is asked again this soon, so that it is back in use as soon as it is back. */
const RECONNECT_MS = 250;

/** A connection on which nothing has come for so long, though something is due, is given up. */
const SILENCE_MS = 1000;

const lua = readFileSync(path.join(import.meta.dirname, '../../lua/lease.lua'), 'utf8');
const scripts = { lease: { lua, numberOfKeys: 1 } };
const reconnectDelay = (attempt: number) => Math.min(attempt * 50, RECONNECT_MS);

// What cannot be done now is refused now: a caller decides better on its own than on a late answer.
const connection = {
  autoResendUnfulfilledCommands: false,
  maxLoadingRetryTime: RECONNECT_MS,
  connectTimeout: SILENCE_MS,
  socketTimeout: SILENCE_MS,
  // A server that was made a replica: its name may lead to the new primary by now.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
};

/** The ledger in Valkey or Redis (7 or later), which any number of ledgers may share. */
export function valkeyStore({ url, cluster, timeoutMs, log }: ValkeyStoreOptions): Store {
  const client = cluster ? clusterClient(url) : serverClient(url);
  let connected: boolean | undefined;
  client.on('ready', () => {
    connected = true;
    log.info('connected to Valkey');
  });
  client.on('error', ({ message }) => {
    // Not the error itself: that of a refused log-in holds the password.
    if (connected !== false) log.warn({ reason: message }, 'Valkey cannot be used');
    connected = false;
  });
  return storeOn(client, timeoutMs);
}

/** @param client with the command `lease` */
export function storeOn(client: Redis | Cluster, timeoutMs: number): Store {
  return {
    async call(call) {
      // ioredis would say no more than that it has no stream to write to.
      if (client.status !== 'ready') throw new StoreUnavailable('Valkey is not connected');
      const people = [...byPerson(call)];
      try {
        return inOrder(people, await inTime(ask(client, people), timeoutMs));
      } catch (error) {
        throw new StoreUnavailable(error);
      }
    },
    async check() {
      await client.ping();
    },
    async close() {
      client.disconnect();
    },
  };
}

function serverClient(url: string): Redis {
  return new Redis(url, { ...connection, enableOfflineQueue: false, retryStrategy: reconnectDelay, scripts });
}

function clusterClient(url: string): Cluster {
  // To ioredis (6.0) the rest of the address is that of one node; the others let nobody in without it.
  const { protocol, username, password } = new URL(url);
  const access = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
  return new Cluster([url], {
    enableOfflineQueue: false,
    clusterRetryStrategy: reconnectDelay,
    redisOptions: { ...connection, ...access },
    slotsRefreshTimeout: SILENCE_MS,
    scripts,
  });
}

interface PersonCall {
  closed: ClosedLease[];
  leases: LeaseRequest[];
  /** Where the leases stand in the whole call. */
  places: number[];
}

function byPerson({ leases = [], closed = [] }: LeaseCall): Map<string, PersonCall> {
  const people = new Map<string, PersonCall>();
  const person = (key: string) => {
    const known = people.get(key) ?? { closed: [], leases: [], places: [] };
    people.set(key, known);
    return known;
  };
  for (const one of closed) person(one.key).closed.push(one);
  for (const [place, one] of leases.entries()) {
    const { leases, places } = person(one.key);
    leases.push(one);
    places.push(place);
  }
  return people;
}

/** What the script answers for each person. */
async function ask(client: Redis | Cluster, people: [string, PersonCall][]): Promise<number[][]> {
  const pipeline = client instanceof Redis && people.length > 1 ? client.pipeline() : undefined;
  // Each person of a cluster has a node; they are asked without waiting for one another.
  if (!pipeline) return Promise.all(people.map((person) => client.lease(...toArguments(person))));
  // One write, which takes a server little more than half the time that as many writes do.
  for (const person of people) pipeline.lease(...toArguments(person));
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, numbers]) => {
    if (error) throw error;
    return numbers as number[];
  });
}

function toArguments([key, { closed, leases }]: [string, PersonCall]): [string, ...(number | Buffer)[]] {
  return [
    // A hash tag: the slot in a cluster is that of the person, whatever else the key may hold one day.
    `quota:{${key}}`,
    closed.length,
    ...closed.flatMap(({ lease, spent }) => [bytes(lease), spent]),
    ...leases.flatMap(({ lease, limit, window, want, ttl, spent }) => [
      bytes(lease),
      limit,
      window,
      want,
      ttl,
      spent,
    ]),
  ];
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** @param numbers what the script answered for each person: four for each lease */
function inOrder(people: [string, PersonCall][], numbers: number[][]): LeaseGrant[] {
  const ordered: LeaseGrant[] = [];
  for (const [person, [, { leases, places }]] of people.entries()) {
    for (const [i, { lease }] of leases.entries()) {
      const [granted = 0, remaining = 0, reset = 0, retryAfter = 0] = numbers[person]?.slice(4 * i) ?? [];
      ordered[places[i] ?? 0] = { lease, granted, remaining, reset, retryAfter };
    }
  }
  return ordered;
}

/** @throws Error when the work is not done in time */
async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from Valkey in ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
