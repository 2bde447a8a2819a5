import { Problem } from '@imagehub/common';
import type { History } from '../history/history.js';
import type { Conforms } from './check.js';
import { readText } from './configuration-text.js';
import { difference, threeWay } from './difference.js';
import { type Expected, entityTag } from './entity-tag.js';
import { RULE_SETS, type RuleSet, type Rules, sameRules } from './rule-sets.js';

/** A rule set as Consul holds it. */
export interface Current {
  rules: Rules;
  /** ModifyIndex of the entry. */
  index: number;
}

/** Throws a Problem where rules may not take the place of those that are there. */
export type Permit = (current: Current, rules: Rules) => Promise<void>;

interface Kept {
  ruleSet: RuleSet;
  history: Pick<History, 'at'>;
  conforms: Conforms;
}

/**
 * Lets a write pass whose author has seen the rules as they are. Classes and experiments stand in one entry of Consul, whose
 * index an edit of either moves: what counts is whether the rule set itself is still the one that was seen.
 *
 * @throws Problem 412 (RFC 9110, 13.1.1) with a three-way diff.
 */
export function ifMatch(expected: Expected, { ruleSet, history, conforms }: Kept): Permit {
  return async (current, rules) => {
    if (expected === 'any' || expected.includes(current.index)) return;
    // An index that is yet to come is from the time before Consul was set up anew.
    const seen = expected.find((index) => index <= current.index);
    const base = seen === undefined ? undefined : await history.at(ruleSet, seen);
    if (base && sameRules(base, current.rules)) return;
    const detail =
      'Somebody else has changed these rules since you read them. Read them anew, and edit those.';
    throw new Problem(412, detail, {
      kind: 'rules-changed',
      headers: { etag: entityTag(current.index) },
      members: {
        current: entityTag(current.index),
        ...(base && compare(ruleSet, conforms, { base, theirs: current.rules, yours: rules })),
      },
    });
  };
}

/**
 * Lets a change be taken back that is still what runs.
 *
 * @throws Problem 409 with a three-way diff: taking back an older one would take back all that came later.
 */
export function ifStill(left: Rules, { ruleSet, conforms }: Omit<Kept, 'history'>): Permit {
  return async (current, rules) => {
    if (sameRules(left, current.rules)) return;
    const detail =
      'These rules were changed again since. Take back the later changes first, or edit the rules.';
    throw new Problem(409, detail, {
      kind: 'changed-since',
      members: {
        current: entityTag(current.index),
        ...compare(ruleSet, conforms, { base: left, theirs: current.rules, yours: rules }),
      },
    });
  };
}

interface Sides {
  base: Rules;
  theirs: Rules;
  yours: Rules;
}

function compare(ruleSet: RuleSet, conforms: Conforms, sides: Sides) {
  const { filter } = RULE_SETS[ruleSet];
  const value = ({ configuration, module }: Rules) => ({ configuration: readText(configuration), module });
  const comparable = Object.values(sides).every((side) => conforms(filter, readText(side.configuration)));
  const [base, theirs, yours] = [value(sides.base), value(sides.theirs), value(sides.yours)];
  const fromBase = (to: typeof base) => difference(base, to, comparable);
  return threeWay(fromBase(theirs), fromBase(yours));
}
