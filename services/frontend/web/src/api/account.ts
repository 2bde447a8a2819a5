import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Grant, PlanName } from '../session/session.js';
import { useSession } from '../session/use-session.js';

export interface Plan {
  name: PlanName;
  /** Pulls in one window. */
  limit: number;
  /** Seconds. */
  window: number;
}

export interface LogIn {
  name: string;
  password: string;
}

export interface SignUp extends LogIn {
  plan: PlanName;
}

export function usePlans() {
  const { send } = useSession();
  return useQuery({
    queryKey: ['plans'],
    queryFn: async ({ signal }) => {
      const { response } = await send('/api/plans', { signal });
      return ((await response.json()) as { items: Plan[] }).items;
    },
  });
}

export function useSignUp() {
  return useGrant<SignUp>('POST', '/api/auth/signup');
}

export function useLogIn() {
  return useGrant<LogIn>('POST', '/api/auth/login');
}

export function useChangePlan() {
  return useGrant<{ plan: PlanName }>('PUT', '/api/auth/plan');
}

function useGrant<T>(method: 'POST' | 'PUT', path: string) {
  const { send, accept } = useSession();
  return useMutation({
    mutationFn: async (body: T) => {
      const { response } = await send(path, { method, body });
      const grant = (await response.json()) as Grant;
      accept(grant);
      return grant.user;
    },
  });
}

export function useLogOut() {
  const session = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => session.logOut(),
    // Private pictures must not stay in the memory of a page that anyone may use next.
    onSuccess: () => queries.clear(),
  });
}
