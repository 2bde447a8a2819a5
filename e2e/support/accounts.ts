import { randomBytes } from 'node:crypto';
import { expect } from '@playwright/test';
import { call } from './http.js';

export type Plan = 'personal' | 'team' | 'enterprise';

export interface Account {
  id: string;
  name: string;
  password: string;
  plan: Plan;
  token: string;
}

interface Session {
  user: { id: string; name: string; plan: Plan; role: string };
  token: string;
}

export const password = 'correct horse battery';

/** A name that nobody has. */
export function newName(): string {
  return `visitor ${randomBytes(6).toString('hex')}`;
}

/** Makes an account of its own for a test: with its own count, whatever ran before. */
export async function signUp(plan: Plan = 'personal'): Promise<Account> {
  const name = newName();
  const response = await call('/api/auth/signup', { json: { name, password, plan } });
  expect(response.status, 'sign-up').toBe(201);
  const { user, token } = (await response.json()) as Session;
  return { id: user.id, name, password, plan, token };
}

/** Changes the plan; the account that comes back holds the new token. */
export async function changePlan(account: Account, plan: Plan): Promise<Account> {
  const response = await call('/api/auth/plan', { method: 'PUT', token: account.token, json: { plan } });
  expect(response.status, 'change of plan').toBe(200);
  const { token } = (await response.json()) as Session;
  return { ...account, plan, token };
}
