import type { Answer } from '../api/answer.js';
import { createClient, type Send } from '../api/client.js';
import { Problem } from '../api/problem.js';
import type { Quota } from '../api/quota.js';
import { createStore, type Store } from './store.js';

export type PlanName = 'personal' | 'team' | 'enterprise';

export interface User {
  id: string;
  name: string;
  plan: PlanName;
  role: 'user' | 'admin';
}

/** What auth answers to sign-up, log-in, refresh and plan change. */
export interface Grant {
  user: User;
  token: string;
}

export type SessionState = { status: 'unknown' } | { status: 'anonymous' } | { status: 'user'; user: User };

export interface Session {
  state: Store<SessionState>;
  /** What the latest answer that carried RateLimit fields said about the visitor's plan. */
  quota: Store<Quota | undefined>;
  /** The latest pull, refused or not. */
  lastPull: Store<Answer | undefined>;
  send: Send;
  /** The access token, for the visitor to copy; it is kept in memory only. */
  token(): string | undefined;
  /** Finds out whether the browser holds a refresh cookie. To be called once, when the page has loaded. */
  resume(): Promise<void>;
  /** Takes over the answer to a sign-up, log-in or plan change. */
  accept(grant: Grant): void;
  logOut(): Promise<void>;
}

const PULL = /^\/api\/images\/[^/]+\/pull\?/;

/**
 * The visitor's session. The access token lives in memory, so no script of a later page can find it; the refresh
 * token lives in an HttpOnly cookie that no script sees at all.
 */
export function createSession(fetch?: typeof globalThis.fetch): Session {
  const state = createStore<SessionState>({ status: 'unknown' });
  const quota = createStore<Quota | undefined>(undefined);
  const lastPull = createStore<Answer | undefined>(undefined);
  let token: string | undefined;
  let refreshing: Promise<boolean> | undefined;

  const send = createClient({ token: () => token, refresh }, observe, fetch);

  function observe(answer: Answer): void {
    if (answer.quota) quota.set(answer.quota);
    if (PULL.test(answer.path)) lastPull.set(answer);
  }

  function accept(grant: Grant): void {
    const before = state.get();
    const samePlan =
      before.status === 'user' && before.user.id === grant.user.id && before.user.plan === grant.user.plan;
    // Counts of another plan or person say nothing about this one.
    if (!samePlan) quota.set(undefined);
    token = grant.token;
    state.set({ status: 'user', user: grant.user });
  }

  function forget(): void {
    token = undefined;
    quota.set(undefined);
    lastPull.set(undefined);
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
      const { response } = await send('/api/auth/refresh', { method: 'POST', anonymous: true });
      accept((await response.json()) as Grant);
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
    lastPull,
    send,
    accept,
    token: () => token,
    async resume() {
      await refresh().catch(() => forget());
    },
    async logOut() {
      await send('/api/auth/logout', { method: 'POST', anonymous: true });
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
