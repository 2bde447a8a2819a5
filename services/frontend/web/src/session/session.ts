import type { Answer } from '../api/answer.js';
import { createClient, dataOf, type HubClient } from '../api/client.js';
import { Problem } from '../api/problem.js';
import type { Quota } from '../api/quota.js';
import type { Transport } from '../api/transport.js';
import type { Grant, User } from '../api/types.js';
import { createStore, type Store } from './store.js';

export type SessionState = { status: 'unknown' } | { status: 'anonymous' } | { status: 'user'; user: User };

export interface Session extends HubClient {
  state: Store<SessionState>;
  /** What the latest answer that carried RateLimit fields said about the visitor's plan. */
  quota: Store<Quota | undefined>;
  /** What the plan decided of late, oldest first; at least the last minute of it. */
  decisions: Store<Decision[]>;
  /** The latest answers, newest first. */
  answers: Store<Answer[]>;
  /** The access token, for the visitor to copy; it is kept in memory only. */
  token(): string | undefined;
  /** Finds out whether the browser holds a refresh cookie. To be called once, when the page has loaded. */
  resume(): Promise<void>;
  /** Takes over the answer to a sign-up, log-in or plan change. */
  accept(grant: Grant): void;
  logOut(): Promise<void>;
  /** Makes the visitor anonymous here, without asking the hub. */
  forget(): void;
}

/** One request that the visitor's plan decided on. */
export interface Decision {
  /** ms since the epoch. */
  at: number;
  admitted: boolean;
  remaining: number;
  limit: number | undefined;
}

/** Answers that are kept to be looked into. */
const ANSWERS = 100;
/** How long decisions are kept, in ms. */
const DECISIONS = 60_000;

export interface SessionOptions {
  /** Origin of the hub. */
  baseUrl: string;
  /** How the page itself was answered. */
  page?: Answer | undefined;
  /** Default: the browser's own. */
  fetch?: Transport;
}

/**
 * The visitor's session. The access token lives in memory, so no script of a later page can find it; the refresh
 * token lives in an HttpOnly cookie that no script sees at all.
 */
export function createSession({
  baseUrl,
  page,
  fetch = (request) => globalThis.fetch(request),
}: SessionOptions): Session {
  const state = createStore<SessionState>({ status: 'unknown' });
  const quota = createStore<Quota | undefined>(undefined);
  const decisions = createStore<Decision[]>([]);
  const answers = createStore<Answer[]>(page ? [page] : []);
  let token: string | undefined;
  let refreshing: Promise<boolean> | undefined;

  const credentials = { token: () => token, refresh };
  const client = createClient({ credentials, onAnswer: observe, baseUrl, fetch });

  function observe(answer: Answer): void {
    answers.set([answer, ...answers.get().slice(0, ANSWERS - 1)]);
    if (!answer.quota) return;
    quota.set(answer.quota);
    const at = answer.startedAt + answer.duration;
    const { remaining, limit } = answer.quota;
    const recent = decisions.get().filter((decision) => decision.at > at - DECISIONS);
    decisions.set([...recent, { at, admitted: answer.status !== 429, remaining, limit }]);
  }

  function accept(grant: Grant): void {
    const before = state.get();
    const samePerson = before.status === 'user' && before.user.id === grant.user.id;
    // Counts of another plan or person say nothing about this one.
    if (!samePerson) decisions.set([]);
    if (!samePerson || before.user.plan !== grant.user.plan) quota.set(undefined);
    token = grant.token;
    state.set({ status: 'user', user: grant.user });
  }

  function forget(): void {
    token = undefined;
    quota.set(undefined);
    decisions.set([]);
    // They name what this user looked at.
    if (state.get().status === 'user') answers.set([]);
    state.set({ status: 'anonymous' });
  }

  function refresh(): Promise<boolean> {
    refreshing ??= oneTabAtATime(requestGrant).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function requestGrant(): Promise<boolean> {
    try {
      accept(await dataOf(client.anonymous.POST('/api/auth/refresh')));
      return true;
    } catch (error) {
      // Only auth itself can end a session; that it cannot be reached does not.
      if (error instanceof Problem && error.status >= 400 && error.status < 500) {
        forget();
        return false;
      }
      throw error;
    }
  }

  return {
    state,
    quota,
    decisions,
    answers,
    ...client,
    accept,
    forget,
    token: () => token,
    async resume() {
      await refresh().catch(() => forget());
    },
    async logOut() {
      await client.anonymous.POST('/api/auth/logout');
      forget();
    },
  };
}

/**
 * A refresh token can be used once: two tabs that used the same one would end the session of both. The browser's
 * lock makes the second tab wait for the first one's new cookie.
 */
function oneTabAtATime<T>(task: () => Promise<T>): Promise<T> {
  // Locks exist on secure pages only: https and loopback.
  const locks = globalThis.navigator?.locks;
  return locks ? locks.request('imagehub-refresh', task) : task();
}
