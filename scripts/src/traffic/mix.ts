import { Failure } from '../failure.js';

export const plans = ['personal', 'team', 'enterprise'] as const;
export type Plan = (typeof plans)[number];

/** Visitors come without an account; the others are named after their plan. */
export const kinds = ['visitor', ...plans] as const;
export type Kind = (typeof kinds)[number];

/** Of how many who come, how many are of a kind. Weights: their sum is whatever it is, above 0. */
export type Mix = Record<Kind, number>;

export const usualMix: Mix = { visitor: 70, personal: 15, team: 10, enterprise: 5 };

/**
 * Reads `visitors=70,personal=15,team=10,enterprise=5`. A kind that is not named does not come.
 * @throws {Failure} that names what is wrong
 */
export function parseMix(text: string): Mix {
  const mix: Mix = { visitor: 0, personal: 0, team: 0, enterprise: 0 };
  for (const part of text.split(',')) {
    const [, name = '', weight = ''] = /^\s*([a-z]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    const kind = kinds.find((known) => nameOf(known) === name);
    if (!kind) throw new Failure(`--mix does not know "${part.trim()}". ${example}`);
    mix[kind] = Number(weight);
  }
  if (kinds.every((kind) => mix[kind] === 0)) throw new Failure(`--mix names nobody. ${example}`);
  return mix;
}

/** A mix as `parseMix` reads it. */
export function mixText(mix: Mix): string {
  return kinds
    .filter((kind) => mix[kind] > 0)
    .map((kind) => `${nameOf(kind)}=${mix[kind]}`)
    .join(',');
}

function nameOf(kind: Kind): string {
  return kind === 'visitor' ? 'visitors' : kind;
}

const example = `For example: --mix ${mixText(usualMix)}`;
