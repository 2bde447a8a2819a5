import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { type RuleSet, type Rules, sameRules } from '../rules/rule-sets.js';

/** Changes of a rule set that are kept. */
const KEPT = 1_000;
/** A write is over by then, whatever its time limit: a service that ended meanwhile has left it so. */
const ABANDONED_MS = 10 * 60_000;

export interface Author {
  id: string;
  name: string;
}

export interface Attempt {
  ruleSet: RuleSet;
  before: Rules;
  after: Rules;
  author: Author;
  note?: string | undefined;
  reverts?: string | undefined;
}

export interface Outcome {
  outcome: 'active' | 'partial' | 'rolled_back' | 'failed';
  modifyIndex?: number;
  activation?: object;
}

/** Rules that hold, and the version of Consul's entry that held them first. */
export interface Version {
  rules: Rules;
  index: number;
  at: Date;
}

export interface History {
  /** Notes what is about to be written, so that nothing is written that nobody knows of. @returns its id */
  begin(attempt: Attempt): Promise<string>;
  finish(id: string, outcome: Outcome): Promise<void>;
  /** Forgets an attempt that came to nothing. */
  withdraw(id: string): Promise<void>;
  /** Notes the rules that Consul holds, if nobody here wrote them. @returns whether they came from outside */
  observe(ruleSet: RuleSet, rules: Rules, modifyIndex: number): Promise<boolean>;
  /** The rules that were last known to hold. */
  latest(ruleSet: RuleSet): Promise<Version | undefined>;
  /** The rules as they were at a version of Consul's entry, as far as the history goes back. */
  at(ruleSet: RuleSet, index: number): Promise<Rules | undefined>;
}

export function openHistory(db: PrismaClient): History {
  /** The newest that was written, or is about to be. */
  function newest(ruleSet: RuleSet) {
    return db.change.findFirst({
      where: { ruleSet, outcome: { not: 'failed' } },
      orderBy: { id: 'desc' },
    });
  }

  async function prune(ruleSet: RuleSet): Promise<void> {
    const [oldest] = await db.change.findMany({
      where: { ruleSet },
      orderBy: { id: 'desc' },
      skip: KEPT,
      take: 1,
      select: { id: true },
    });
    if (oldest) await db.change.deleteMany({ where: { ruleSet, id: { lte: oldest.id } } });
  }

  return {
    async begin({ ruleSet, before, after, author, note, reverts }) {
      await prune(ruleSet);
      const { id } = await db.change.create({
        data: {
          ruleSet,
          ...columns(before, after),
          authorId: author.id,
          authorName: author.name,
          note: note ?? null,
          revertsId: reverts ?? null,
          outcome: 'pending',
        },
        select: { id: true },
      });
      return id;
    },

    async finish(id, { outcome, modifyIndex, activation }) {
      const data = { outcome, ...(activation && { activation }) };
      await db.change.update({
        where: { id },
        data: modifyIndex === undefined ? data : { ...data, modifyIndex: BigInt(modifyIndex) },
      });
    },

    async withdraw(id) {
      await db.change.delete({ where: { id } });
    },

    async observe(ruleSet, rules, modifyIndex) {
      const last = await newest(ruleSet);
      const written = last && { configuration: last.after, module: last.moduleAfter };
      const held = last && heldBy(last);
      const seen = withoutNul(rules);
      if (last?.outcome === 'pending') {
        if (Date.now() - last.createdAt.getTime() < ABANDONED_MS) return false;
        const outcome = written && sameRules(seen, written) ? 'partial' : 'failed';
        await db.change.update({ where: { id: last.id }, data: { outcome } });
        return outcome === 'failed' && this.observe(ruleSet, rules, modifyIndex);
      }
      if (held && sameRules(seen, held)) return false;
      await prune(ruleSet);
      try {
        const data = { ...columns(held, rules), modifyIndex: BigInt(modifyIndex) };
        await db.change.create({ data: { ruleSet, ...data, outcome: 'outside' } });
        return true;
      } catch (error) {
        // Another instance of this service was faster.
        if (isTaken(error)) return false;
        throw error;
      }
    },

    async latest(ruleSet) {
      const last = await newest(ruleSet);
      const rules = last && heldBy(last);
      if (!last || !rules) return undefined;
      return { rules, index: Number(last.modifyIndex ?? 0), at: last.createdAt };
    },

    async at(ruleSet, index) {
      const row = await db.change.findFirst({
        where: {
          ruleSet,
          modifyIndex: { lte: BigInt(index) },
          outcome: { in: ['active', 'partial', 'outside'] },
        },
        orderBy: { id: 'desc' },
      });
      return row ? { configuration: row.after, module: row.moduleAfter } : undefined;
    },
  };
}

interface Row {
  before: string | null;
  after: string;
  moduleBefore: string | null;
  moduleAfter: string;
  outcome: string;
}

/** The rules that held when a change was over. */
function heldBy({ before, after, moduleBefore, moduleAfter, outcome }: Row): Rules | undefined {
  if (outcome !== 'rolled_back' && outcome !== 'pending')
    return { configuration: after, module: moduleAfter };
  return before === null || moduleBefore === null
    ? undefined
    : { configuration: before, module: moduleBefore };
}

function columns(was: Rules | undefined | null, is: Rules) {
  const before = was && withoutNul(was);
  const after = withoutNul(is);
  return {
    before: before?.configuration ?? null,
    moduleBefore: before?.module ?? null,
    after: after.configuration,
    moduleAfter: after.module,
  };
}

/** PostgreSQL has no text with NUL in it, and somebody else may have written one into Consul. */
function withoutNul({ configuration, module }: Rules): Rules {
  return {
    configuration: configuration.replaceAll('\0', '\uFFFD'),
    module: module.replaceAll('\0', '\uFFFD'),
  };
}

function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
