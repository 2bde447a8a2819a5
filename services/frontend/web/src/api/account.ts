import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession, useUser } from '../session/use-session.js';
import { dataOf } from './client.js';
import type { Grant, PlanName } from './types.js';

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
  const { api } = useSession();
  return useQuery({
    queryKey: ['plans'],
    queryFn: async ({ signal }) => (await dataOf(api.GET('/api/plans', { signal }))).items as Plan[],
  });
}

/** The plan of the logged-in user, with what it allows. */
export function useCurrentPlan(): Plan | undefined {
  const user = useUser();
  const plans = usePlans();
  return plans.data?.find(({ name }) => name === user?.plan);
}

export function useSignUp() {
  const { anonymous } = useSession();
  return useGrant((body: SignUp) => dataOf(anonymous.POST('/api/auth/signup', { body })));
}

export function useLogIn() {
  const { anonymous } = useSession();
  return useGrant((body: LogIn) => dataOf(anonymous.POST('/api/auth/login', { body })));
}

export function useChangePlan() {
  const { api } = useSession();
  return useGrant((body: { plan: PlanName }) => dataOf(api.PUT('/api/auth/plan', { body })));
}

function useGrant<T>(request: (body: T) => Promise<Grant>) {
  const { accept } = useSession();
  return useMutation({
    mutationFn: async (body: T) => {
      const grant = await request(body);
      accept(grant);
      return grant.user;
    },
  });
}

export function useLogOut() {
  const session = useSession();
  return useEnd(() => session.logOut());
}

/** Ends every log-in of the account, on all devices. */
export function useLogOutEverywhere() {
  const { api, forget } = useSession();
  return useEnd(async () => {
    await api.POST('/api/auth/logout-everywhere');
    forget();
  });
}

export function useDeleteAccount() {
  const { api, forget } = useSession();
  return useEnd(async (password: string) => {
    await api.DELETE('/api/auth/me', { body: { password } });
    forget();
  });
}

function useEnd<T = void>(end: (argument: T) => Promise<void>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: end,
    // Private pictures must not stay in the memory of a page that anyone may use next.
    onSuccess: () => queries.clear(),
  });
}
