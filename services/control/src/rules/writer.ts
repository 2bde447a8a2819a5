import { isDeepStrictEqual } from 'node:util';
import { Problem } from '@imagehub/common';
import { Mutex, type MutexInterface, withTimeout } from 'async-mutex';
import type { FastifyBaseLogger } from 'fastify';
import type { Author, History } from '../history/history.js';
import { type Activation, awaitActivation, type Wanted } from '../mesh/activation.js';
import type { Consul } from '../mesh/consul.js';
import { rulesOf, type ServiceDefaults, withRules } from '../mesh/service-defaults.js';
import type { Sidecar } from '../mesh/sidecar.js';
import type { Write } from '../schemas.js';
import type { Checks } from './check.js';
import { readText } from './configuration-text.js';
import { entityTag } from './entity-tag.js';
import type { Current, Permit } from './precondition.js';
import { RULE_SETS, type RuleSet, type Rules, sameRules } from './rule-sets.js';

/** Between reading an entry and writing it somebody else may write it, again and again. */
const TRIES = 5;
/** What Consul, PostgreSQL and the check may take of a write. */
const OTHERS_MS = 10_000;

export interface WriteRequest {
  ruleSet: RuleSet;
  /** The rules to be, made from those that are. */
  rules: (current: Rules) => Rules;
  permit: Permit;
  author: Author;
  note?: string | undefined;
  /** Change that this one takes back. */
  reverts?: string | undefined;
  /** Whether to leave it to the sidecars to refuse. */
  force: boolean;
}

export interface WriterOptions {
  consul: Consul;
  history: History;
  checks: Pick<Checks, 'check'>;
  /** Time that the sidecars are given, in ms. */
  withinMs: number;
  log: FastifyBaseLogger;
}

export interface Writer {
  /**
   * Writes rules to Consul and waits until the sidecars run them. Where one refuses, those of before are written again.
   *
   * @throws Problem 404, 409, 412, 422, 503
   */
  write(request: WriteRequest): Promise<Write>;
  /** Runs something while no write to the entry of this service is under way. */
  between<T>(service: string, run: () => Promise<T>): Promise<T>;
}

interface Standing extends Current {
  entry: ServiceDefaults;
}

export function openWriter({ consul, history, checks, withinMs, log }: WriterOptions): Writer {
  const locks = new Map<string, MutexInterface>();

  function between<T>(service: string, run: () => Promise<T>): Promise<T> {
    let lock = locks.get(service);
    if (!lock) {
      // A write that is taken back waits for the sidecars twice.
      lock = withTimeout(new Mutex(), 2 * withinMs + OTHERS_MS, busy());
      locks.set(service, lock);
    }
    return lock.runExclusive(run);
  }

  async function standing(ruleSet: RuleSet): Promise<Standing> {
    const { service, filter } = RULE_SETS[ruleSet];
    const { entry } = await consul.readEntry(service);
    const rules = entry && rulesOf(entry, filter);
    if (!rules) throw noRules(ruleSet);
    return { entry, rules, index: entry.ModifyIndex };
  }

  async function write(request: WriteRequest): Promise<Write> {
    const { ruleSet, author, force } = request;
    const { service, filter } = RULE_SETS[ruleSet];
    const since = Date.now();
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const current = await standing(ruleSet);
      const rules = asItIs(current.rules, request.rules(current.rules));
      await request.permit(current, rules);
      const fault = await checks.check(filter, rules).then(() => undefined, toProblem);
      if (fault && !force) throw fault;
      const sidecars = await consul.sidecarsOf(service);
      const wanted: Wanted = { filter, rules };
      if (sameRules(rules, current.rules)) {
        const reports = await awaitActivation(sidecars, wanted, { since, withinMs });
        return answer({ change: null, index: current.index, since, written: null, reports });
      }
      const attempt = { ruleSet, before: current.rules, after: rules, author };
      const change = await history.begin({ ...attempt, note: request.note, reverts: request.reverts });
      const index = await place(current, wanted, request, change);
      if (index === undefined) continue;
      const written = Date.now() - since;
      const reports = await awaitActivation(sidecars, wanted, { since, withinMs });
      const refusal = reports.find(({ state }) => state === 'refused');
      if (refusal)
        throw await rollBack({ current, index, change, sidecars, reports, refusal, filter, since, fault });
      const done = answer({ change, index, since, written, reports });
      const { outcome, timeline } = done;
      await finish(change, outcome === 'active' ? 'active' : 'partial', index, {
        timeline,
        sidecars: reports,
      });
      return done;
    }
    throw busy();
  }

  /** @returns the index of the entry as written; undefined when somebody else has written it meanwhile. */
  async function place(
    { entry, index }: Standing,
    { filter, rules }: Wanted,
    { ruleSet }: WriteRequest,
    change: string,
  ): Promise<number | undefined> {
    let written: boolean;
    try {
      written = await consul.writeEntry(withRules(entry, filter, rules), index);
    } catch (error) {
      // Its answer may have been lost alone. Where it cannot be asked, the watch finds out what became of it.
      const found = await standing(ruleSet).catch(() => undefined);
      if (!found) throw error;
      written = sameRules(found.rules, rules);
      if (!written) {
        await history.finish(change, { outcome: 'failed' });
        throw error;
      }
    }
    if (!written) {
      await history.withdraw(change);
      return undefined;
    }
    return (await standing(ruleSet)).index;
  }

  interface Refused {
    current: Standing;
    index: number;
    change: string;
    sidecars: Sidecar[];
    reports: Activation[];
    refusal: Activation;
    filter: string;
    since: number;
    fault: Problem | undefined;
  }

  /** Writes the entry of before. @returns what the author is told */
  async function rollBack(refused: Refused): Promise<Problem> {
    const { current, index, change, sidecars, reports, refusal, filter, since, fault } = refused;
    const back = await consul.writeEntry(current.entry, index).catch((error: unknown) => error as Error);
    const said = `The sidecar of ${refusal.sidecar} refuses them: ${fault ? `${fault.message} (${refusal.message})` : refusal.message}.`;
    if (back instanceof Error) {
      await finish(change, 'partial', index, { sidecars: reports });
      const detail = `${said} Consul holds them still, since it cannot be written to: write others as soon as it can.`;
      return new Problem(503, detail, {
        kind: 'rollback-failed',
        retryAfter: 2,
        members: { sidecars: reports },
        cause: back,
      });
    }
    const wanted = { filter, rules: current.rules };
    const after = back ? await awaitActivation(sidecars, wanted, { since, withinMs }) : reports;
    const rolledBack = Date.now() - since;
    await finish(change, 'rolled_back', index, { refused: reports, sidecars: after, rolledBack });
    const so = back
      ? 'Those of before are written again.'
      : 'Somebody else has written others meanwhile, which are left alone.';
    return new Problem(422, `${said} ${so}`, {
      kind: 'refused-by-sidecar',
      members: { change, refused: reports, sidecars: after, rolledBack },
    });
  }

  /** What is done stays done when it cannot be noted. */
  async function finish(
    id: string,
    outcome: 'active' | 'partial' | 'rolled_back',
    modifyIndex: number,
    activation: object,
  ): Promise<void> {
    try {
      await history.finish(id, { outcome, modifyIndex, activation });
    } catch (err) {
      log.error({ err, change: id, outcome }, 'a change of the rules could not be noted');
    }
  }

  return { write: (request) => between(RULE_SETS[request.ruleSet].service, () => write(request)), between };
}

/** Rules that differ from those of now in white space or the order of keys are those of now. */
function asItIs(now: Rules, rules: Rules): Rules {
  const same = isDeepStrictEqual(readText(now.configuration), readText(rules.configuration));
  return same ? { ...rules, configuration: now.configuration } : rules;
}

interface Done {
  change: string | null;
  index: number;
  since: number;
  written: number | null;
  reports: Activation[];
}

function answer({ change, index, written, reports }: Done): Write {
  const there = reports.filter(({ state }) => state !== 'down');
  const all = there.length > 0 && there.every(({ state }) => state === 'active');
  const last = (times: (number | null)[]) =>
    all && change ? Math.max(...times.map((time) => time ?? 0)) : null;
  return {
    change,
    outcome: change === null && all ? 'unchanged' : all ? 'active' : 'partial',
    etag: entityTag(index),
    timeline: {
      written,
      pushed: last(there.map(({ pushed }) => pushed)),
      active: last(there.map(({ active }) => active)),
    },
    sidecars: reports,
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

/** Consul's entry has no such filter. */
export function noRules(ruleSet: RuleSet): Problem {
  const { service, filter } = RULE_SETS[ruleSet];
  const detail = `Consul's service-defaults of ${service} has no ${filter}: apply the config entries first.`;
  return new Problem(404, detail, { kind: 'no-rules' });
}

function busy(): Problem {
  return new Problem(503, 'Others change these rules at this moment. Try again shortly.', {
    kind: 'busy',
    retryAfter: 2,
  });
}
