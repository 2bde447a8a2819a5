import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Failure } from '../failure.js';
import { type Mix, parseMix, usualMix } from './mix.js';

export interface Settings {
  /** Address of a hub's edge; undefined: the hub that runs here. */
  target: string | undefined;
  /** Mean requests a second. */
  rate: number;
  /** Milliseconds; Infinity: until it is stopped. */
  duration: number;
  mix: Mix;
  /** The same seed, the same people who come at the same times and mean to do the same. */
  seed: number;
  /** Requests under way at most; also the number of connections. */
  concurrency: number;
  /** Print JSON, a line each, instead of text. */
  json: boolean;
}

/** At most; a load beyond it is a benchmark's. */
export const MOST_RATE = 500;
export const MOST_CONCURRENCY = 256;

/** Seconds; a timer of Node counts to 24 days. */
const LONGEST = 10 * 86_400;

/** Names of the settings and their defaults, as the help shows them. */
const options = {
  target: { type: 'string' },
  rate: { type: 'string', default: '10' },
  duration: { type: 'string' },
  mix: { type: 'string' },
  seed: { type: 'string' },
  concurrency: { type: 'string', default: '32' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the arguments of the command; undefined when they ask for help.
 * @throws {Failure} that names the argument at fault
 */
export function readSettings(args: string[]): Settings | undefined {
  const { values } = parseArgs({ args, options });
  if (values.help) return undefined;
  return {
    target: values.target === undefined ? undefined : addressOf(values.target),
    rate: numberOf('--rate', values.rate, 0.1, MOST_RATE, 'requests a second'),
    duration: values.duration === undefined ? Number.POSITIVE_INFINITY : durationOf(values.duration),
    mix: values.mix === undefined ? usualMix : parseMix(values.mix),
    seed: values.seed === undefined ? randomInt(10_000) : wholeOf('--seed', values.seed, 0, 2 ** 32 - 1),
    concurrency: wholeOf('--concurrency', values.concurrency, 1, MOST_CONCURRENCY),
    json: values.json,
  };
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new Failure(`--target wants the address of a hub, not "${text}": --target https://hub.example`);
}

/** `90`, `90s`, `10m` or `2h`, as milliseconds. */
function durationOf(text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)([smh])?$/.exec(text) ?? [];
  const seconds = Number(amount) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
  if (seconds > 0 && seconds <= LONGEST) return seconds * 1000;
  throw new Failure(`--duration wants a time of at most ten days, not "${text}": --duration 90s, 10m or 2h`);
}

function wholeOf(option: string, text: string, least: number, most: number): number {
  const value = numberOf(option, text, least, most);
  if (Number.isInteger(value)) return value;
  throw new Failure(`${option} wants a whole number, not "${text}"`);
}

function numberOf(option: string, text: string, least: number, most: number, unit = ''): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new Failure(`${option} wants ${least} to ${most}${unit && ` ${unit}`}, not "${text}"`);
}
