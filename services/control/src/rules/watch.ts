import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { History, Version } from '../history/history.js';
import type { Consul } from '../mesh/consul.js';
import { rulesOf, type ServiceDefaults } from '../mesh/service-defaults.js';
import type { Sidecar } from '../mesh/sidecar.js';
import { RULE_SETS, type RuleSet, ruleSets } from './rule-sets.js';
import type { Writer } from './writer.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export interface Known extends Version {
  /** Whether Consul cannot be asked, so that they may have changed. */
  stale: boolean;
}

export interface Watch {
  /** The rules as Consul holds them; while it is away, as it last held them. Undefined where it holds none. */
  known(ruleSet: RuleSet): Promise<Known | undefined>;
  /** The sidecars of a service; while Consul is away, as it last knew them. */
  sidecarsOf(service: string): Promise<Sidecar[]>;
  close(): Promise<void>;
}

export interface WatchOptions {
  consul: Consul;
  history: History;
  writer: Pick<Writer, 'between'>;
  log: FastifyBaseLogger;
}

/** Follows Consul's entries that hold rules, and notes in the history who else has changed them. */
export function watchRules({ consul, history, writer, log }: WatchOptions): Watch {
  const closing = new AbortController();
  const seen = new Map<string, { entry: ServiceDefaults | undefined; at: Date }>();
  let away = false;
  const sidecars = new Map<string, Sidecar[]>();
  const services = [...new Set(ruleSets.map((ruleSet) => RULE_SETS[ruleSet].service))];
  const watching = services.map(follow);

  async function follow(service: string): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let index = 0;
    while (!closing.signal.aborted) {
      try {
        const read = await consul.awaitEntry(service, index, closing.signal);
        // One that was set up anew counts from the start.
        index = read.index < index ? 0 : read.index;
        await look(service);
        if (away) log.info('Consul tells the rules again');
        away = false;
        pause = FIRST_PAUSE_MS;
      } catch (err) {
        if (closing.signal.aborted) return;
        if (!away) log.warn({ err }, 'Consul does not tell the rules');
        away = true;
        index = 0;
        await delay(pause, undefined, { signal: closing.signal }).catch(() => {});
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      }
    }
  }

  /** Looks when no write is under way, since what one writes may be taken back a moment later. */
  function look(service: string): Promise<void> {
    return writer.between(service, async () => {
      const { entry } = await consul.readEntry(service);
      if (entry) await note(service, entry);
    });
  }

  async function note(service: string, entry: ServiceDefaults): Promise<void> {
    for (const ruleSet of ruleSets.filter((name) => RULE_SETS[name].service === service)) {
      const rules = rulesOf(entry, RULE_SETS[ruleSet].filter);
      if (!rules) continue;
      try {
        const outside = await history.observe(ruleSet, rules, entry.ModifyIndex);
        if (outside) log.info({ audit: 'rules.outside', ruleSet }, 'rules were changed past this service');
      } catch (err) {
        log.warn({ err, ruleSet }, 'the history cannot be written');
      }
    }
  }

  return {
    async known(ruleSet) {
      const { service, filter } = RULE_SETS[ruleSet];
      const now = await consul.readEntry(service).catch(() => undefined);
      if (now) seen.set(service, { entry: now.entry, at: new Date() });
      const last = seen.get(service);
      if (!last) {
        const version = await history.latest(ruleSet);
        return version && { ...version, stale: true };
      }
      const { entry, at } = last;
      const rules = entry && rulesOf(entry, filter);
      return rules && { rules, index: entry.ModifyIndex, at, stale: now === undefined };
    },
    async sidecarsOf(service) {
      try {
        const found = await consul.sidecarsOf(service);
        sidecars.set(service, found);
        return found;
      } catch {
        return sidecars.get(service) ?? [];
      }
    },
    async close() {
      closing.abort();
      await Promise.all(watching);
    },
  };
}
