import { createContext, use, useSyncExternalStore } from 'react';
import type { User } from '../api/types.js';
import type { Session, SessionState } from './session.js';
import type { Store } from './store.js';

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession needs a SessionContext above it');
  return session;
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

export function useSessionState(): SessionState {
  return useStore(useSession().state);
}

/** The logged-in user; undefined for a visitor, and until it is known. */
export function useUser(): User | undefined {
  const state = useSessionState();
  return state.status === 'user' ? state.user : undefined;
}
