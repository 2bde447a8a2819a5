import type { Random } from '../seed/random.js';
import type { Browser, Use } from './browser.js';
import type { Answer, Route, Sending } from './client.js';
import type { Plan } from './mix.js';
import type { Visit } from './visits.js';

/** Somebody with an account. */
export interface Member {
  name: string;
  password: string;
  plan: Plan;
  /** The account exists, or may: an answer to a sign-up can be lost. */
  exists: boolean;
  /** Visits of this person that are going on. */
  here: number;
  /** The sessions in this person's own browser and in this person's program, once there were any. */
  own: Partial<Record<Visit['client'], Session>>;
}

/** A log-in of a member in a browser. */
export interface Session {
  member: Member;
  browser: Browser;
  token: string | undefined;
  /** In milliseconds since 1970: after that it is renewed before it is used. */
  goodUntil: number;
  renewing: Promise<boolean> | undefined;
}

/** The accounts of a run: as many as are needed, up to a bound, and then the same ones again. */
export interface Members {
  /** Somebody of a plan who is not here now, if there is one. */
  next(plan: Plan, random: Random): Member;
  all(): Member[];
}

/**
 * @param run begins the names, so that nobody has had them before
 * @param most accounts of each plan
 */
export function newMembers(run: string, password: string, most: Record<Plan, number>): Members {
  const members: Record<Plan, Member[]> = { personal: [], team: [], enterprise: [] };
  return {
    next(plan, random) {
      const pool = members[plan];
      const idle = pool.findIndex(({ here }) => here === 0);
      const wantsNew = idle === -1 || random() < 0.5;
      if (wantsNew && pool.length < most[plan]) {
        const name = `traffic ${run} ${plan} ${pool.length + 1}`;
        const member: Member = { name, password, plan, exists: false, here: 0, own: {} };
        pool.push(member);
        return member;
      }
      // The one who was here the longest ago; when all are here, one has a second tab.
      const [member] = pool.splice(Math.max(idle, 0), 1) as [Member];
      pool.push(member);
      return member;
    },
    all: () => Object.values(members).flat(),
  };
}

export function newSession(member: Member, browser: Browser): Session {
  return { member, browser, token: undefined, goodUntil: 0, renewing: undefined };
}

/** Signs up, or logs in. @returns whether there is a token now */
export async function enter(session: Session, use: Use): Promise<boolean> {
  const { member } = session;
  if (Date.now() < session.goodUntil) return true;
  if (member.exists && (await logIn(session, use))) return true;
  if (member.exists) return false;
  const { name, password, plan } = member;
  const answer = await post(session, 'sign-up', '/api/auth/signup', use, { name, password, plan });
  member.exists = true;
  return accept(session, answer);
}

async function logIn(session: Session, use: Use): Promise<boolean> {
  const { name, password } = session.member;
  const answer = await post(session, 'log-in', '/api/auth/login', use, { name, password });
  // The sign-up had failed after all.
  if (answer.status === 401) session.member.exists = false;
  return accept(session, answer);
}

/** Exchanges the refresh cookie for the next one, one request at a time, as tabs of a browser do. */
export function refresh(session: Session, use: Use): Promise<boolean> {
  const renew = async () => accept(session, await post(session, 'refresh', '/api/auth/refresh', use));
  session.renewing ??= renew().finally(() => {
    session.renewing = undefined;
  });
  return session.renewing;
}

export async function logOut(session: Session, use: Use): Promise<void> {
  await post(session, 'log-out', '/api/auth/logout', use);
  session.token = undefined;
  session.goodUntil = 0;
}

/** Sends a request with the token; on a 401 a new one is got, once, as the web app does. */
export async function authorized(
  session: Session,
  route: Route,
  path: string,
  use: Use,
  sending: Sending = {},
): Promise<Answer> {
  const send = () => session.browser.request(route, path, withToken(session, sending), use);
  const answer = await send();
  if (answer.status !== 401) return answer;
  session.goodUntil = 0;
  return (await enter(session, use)) ? send() : answer;
}

export function withToken({ token }: Session, { headers, ...sending }: Sending): Sending {
  return { ...sending, headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } };
}

function accept(session: Session, { status, body }: Answer): boolean {
  if (status !== 200 && status !== 201) return false;
  const { token, expiresIn } = JSON.parse(body.toString()) as { token: string; expiresIn: number };
  session.token = token;
  session.goodUntil = Date.now() + (expiresIn - 60) * 1000;
  return true;
}

function post(session: Session, route: Route, path: string, use: Use, json?: unknown): Promise<Answer> {
  const body = json !== undefined && {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(json),
  };
  return session.browser.request(route, path, { method: 'POST', ...body }, use);
}
