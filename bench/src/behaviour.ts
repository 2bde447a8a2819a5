import { deepStrictEqual } from 'node:assert/strict';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import { type Claims, type Listener, subscriber, verifiedClaims } from './envoy/bootstrap.js';
import { startEnvoy } from './envoy/process.js';
import { PULL } from './request.js';
import type { Variant } from './variants/variant.js';

/** What a client sees of an answer. */
interface Answer {
  status: number;
  headers: Record<string, string | null>;
  body: string;
}

const FIELDS = ['content-type', 'ratelimit', 'ratelimit-policy', 'retry-after', 'www-authenticate'];

const callers: Record<string, Claims> = {
  subscriber,
  stranger: {},
  unfit: { ...subscriber, plan: 'platinum' },
};

/** As [caller, method, path]: a limit of 3 and what is around it, by several spellings of the route. */
const script: [string, string, string][] = [
  ['stranger', 'GET', PULL],
  ['unfit', 'GET', PULL],
  ['subscriber', 'GET', '/api/images'],
  ['subscriber', 'DELETE', '/api/images/1'],
  ['subscriber', 'GET', PULL],
  ['subscriber', 'HEAD', `${PULL}?w=100`],
  ['subscriber', 'GET', PULL.replace('pull', 'p%75ll')],
  ['subscriber', 'GET', PULL],
  ['subscriber', 'GET', `/${PULL}/`],
  ['subscriber', 'POST', '/api/images'],
];

/**
 * Holds the limiters to each other: the same requests must have the same answers, status, fields and bodies.
 *
 * @param limiters the same limiter in several languages, with a limit of 3; the first is the model
 * @throws {Failure} naming the limiter and the request that differ
 */
export async function compareBehaviour(envoyBinary: string, [model, ...others]: Variant[]): Promise<void> {
  if (!model) return;
  const variants = [model, ...others];
  const envoy = await startEnvoy(envoyBinary, variants.flatMap(listeners));
  try {
    for (const [caller, method, path] of script) {
      const ask = (variant: Variant) => answer(envoy.port(listenerName(variant, caller)), method, path);
      const answers = await insideOneSecond(() => Promise.all(variants.map(ask)));
      const [expected, ...rest] = answers;
      rest.forEach((actual, index) => {
        compare(others[index]?.id ?? '', `${method} ${path} by a ${caller}`, expected, actual);
      });
    }
  } finally {
    await envoy.stop();
  }
}

function listeners(variant: Variant): Listener[] {
  return Object.entries(callers).map(([caller, claims]) => ({
    name: listenerName(variant, caller),
    filters: [...(Object.keys(claims).length > 0 ? [verifiedClaims(claims)] : []), ...variant.filters],
  }));
}

function listenerName(variant: Variant, caller: string): string {
  return `${variant.id}-${caller}`;
}

/** Answers tell seconds, which turn at the same time for all: asked for well inside a second, they must be equal. */
async function insideOneSecond<T>(ask: () => Promise<T>): Promise<T> {
  const left = 1000 - (Date.now() % 1000);
  if (left < 300) await new Promise((resolve) => setTimeout(resolve, left + 10));
  return ask();
}

async function answer(port: number, method: string, path: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  return {
    status: response.status,
    headers: Object.fromEntries(FIELDS.map((name) => [name, response.headers.get(name)])),
    body: await response.text(),
  };
}

function compare(id: string, request: string, expected: Answer | undefined, actual: Answer): void {
  try {
    deepStrictEqual(actual, expected);
  } catch (difference) {
    throw new Failure(
      `${id} does not answer ${request} as plan-limiter does, so that their costs cannot be compared.`,
      String(difference),
    );
  }
}
