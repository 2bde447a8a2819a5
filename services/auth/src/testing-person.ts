import type { LightMyRequestResponse as Response } from 'fastify';
import { expect } from 'vitest';
import type { TestApp } from './testing.js';

export const password = 'correct horse battery';

/** How a request is sent. */
export interface Sender {
  /** Cookies, as from `cookiesOf`. */
  cookie?: string | undefined;
  token?: string | undefined;
  /** Where the edge sees the request come from. */
  address?: string | undefined;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export function send(
  { app }: TestApp,
  method: Method,
  url: string,
  payload?: object,
  { cookie, token, address }: Sender = {},
): Promise<Response> {
  const headers = {
    ...(cookie && { cookie }),
    ...(token && { authorization: `Bearer ${token}` }),
    ...(address && { 'x-imagehub-client-address': address }),
  };
  return app.inject({ method, url, headers, ...(payload && { payload }) });
}

export interface Person {
  id: string;
  name: string;
  token: string;
  /** The refresh cookie alone. */
  refresh: string;
  /** The device cookie alone. */
  device: string;
}

let people = 0;

/** Makes an account of its own for a test. */
export async function signUp(test: TestApp, plan = 'personal', sender: Sender = {}): Promise<Person> {
  people += 1;
  const response = await send(
    test,
    'POST',
    '/api/auth/signup',
    { name: `person ${people}`, password, plan },
    sender,
  );
  expect(response.statusCode).toBe(201);
  return personOf(response);
}

export function logIn(
  test: TestApp,
  name: string,
  sender: Sender = {},
  attempt = password,
): Promise<Response> {
  return send(test, 'POST', '/api/auth/login', { name, password: attempt }, sender);
}

export async function logInAsAdmin(test: TestApp): Promise<Person> {
  return personOf(await logIn(test, 'admin', {}, 'a password for tests'));
}

export function personOf(response: Response): Person {
  const { user, token } = response.json<{ user: { id: string; name: string }; token: string }>();
  return {
    ...user,
    token,
    refresh: cookieOf(response, 'ih_refresh'),
    device: cookieOf(response, 'ih_device'),
  };
}

export function cookieOf(response: Response, name: string): string {
  const cookie = response.cookies.find((candidate) => candidate.name === name);
  return `${name}=${cookie?.value}`;
}

export function claimsOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

export function kidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
}
