import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { expect } from '@playwright/test';
import { hubUrl } from './hub.js';

export interface CallOptions {
  method?: string;
  token?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  body?: NonNullable<RequestInit['body']>;
}

/** Sends a request to the hub's edge; every answer comes back, errors too. */
export function call(
  path: string,
  { method, token, headers, json, body }: CallOptions = {},
): Promise<Response> {
  return fetch(hubUrl + path, {
    method: method ?? (json === undefined && body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    redirect: 'manual',
  });
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a path byte by byte as given, where `fetch` would tidy it up first. */
export function callRaw(
  path: string,
  { method = 'GET', token, headers = {}, url = hubUrl }: CallOptions & { url?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, path, method, headers: { ...authorization, ...headers }, agent: false },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      },
    );
    request.once('error', reject);
    request.end();
  });
}

/** RFC 9457, with what services and filters add. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { field: string; message: string }[];
  'violated-policies'?: unknown;
}

/** Checks that an answer is a problem document with one of these statuses, and gives the document. */
export async function expectProblem(response: Response, ...statuses: number[]): Promise<ProblemBody> {
  const text = await response.text();
  const { status } = response;
  expect(statuses, `status of ${response.url}, which answered: ${text.slice(0, 300)}`).toContain(status);
  return parseProblem(status, response.headers.get('content-type'), text);
}

/** Checks that status, media type and body are those of one problem document. */
export function parseProblem(
  status: number,
  contentType: string | null | undefined,
  text: string,
): ProblemBody {
  expect(contentType, `media type of a ${status}: ${text.slice(0, 200)}`).toMatch(
    /^application\/problem\+json/,
  );
  const problem = JSON.parse(text) as ProblemBody;
  expect(problem).toMatchObject({ status, type: expect.any(String), title: expect.any(String) });
  expect(text, 'nothing about the inside of the hub').not.toMatch(
    /node_modules|\.[jt]s:\d|prisma|postgres|ECONN/i,
  );
  return problem;
}
