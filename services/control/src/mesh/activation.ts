import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Rules } from '../rules/rule-sets.js';
import { type ConfigDump, type FilterState, filterState } from './config-dump.js';
import type { Sidecar, SidecarState } from './sidecar.js';

const ANSWER_MS = 2_000;
/** Envoy pushes no such news, so it is asked: soon at first, then less and less often. */
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 250;
const LONGEST_SPARE_MS = 1_000;

/** A dump is some ten kB, and Envoy makes it on its main thread: many sidecars are asked by turns. */
const atATime = pLimit(16);

/** What one sidecar did with a write, in ms since the write began. */
export interface Activation extends SidecarState {
  /** When it was told, by its own clock. */
  pushed: number | null;
  /** When it was seen to run the rules. */
  active: number | null;
}

export interface Wanted {
  filter: string;
  rules: Rules;
}

/** How a filter fares at each of these sidecars now. */
export function inspect(sidecars: readonly Sidecar[], wanted: Wanted): Promise<SidecarState[]> {
  return Promise.all(
    sidecars.map(async (sidecar) => {
      const { toldAt: _toldAt, ...state } = await ask(sidecar, wanted, AbortSignal.timeout(ANSWER_MS));
      return { sidecar: sidecar.id, ...state };
    }),
  );
}

/**
 * Waits until each of these sidecars runs the rules, or one refuses them, or the time is over.
 *
 * @param since when the write began, in ms since the epoch
 * @param withinMs from now on
 */
export async function awaitActivation(
  sidecars: readonly Sidecar[],
  wanted: Wanted,
  { since, withinMs }: { since: number; withinMs: number },
): Promise<Activation[]> {
  const refused = new AbortController();
  const enough = AbortSignal.any([refused.signal, AbortSignal.timeout(withinMs)]);
  return Promise.all(
    sidecars.map(async (sidecar) => {
      const { toldAt, ...state } = await settle(sidecar, wanted, enough);
      if (state.state === 'refused') refused.abort();
      const active = state.state === 'active' ? Date.now() - since : null;
      // The sidecar's clock may not agree with ours.
      const pushed = active === null ? null : Math.min(active, Math.max(0, toldAt - since));
      return { sidecar: sidecar.id, ...state, pushed, active };
    }),
  );
}

async function settle(sidecar: Sidecar, wanted: Wanted, enough: AbortSignal): Promise<FilterState> {
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    const asked = performance.now();
    const state = await ask(sidecar, wanted, AbortSignal.timeout(ANSWER_MS));
    const settled = state.state !== 'behind' && state.state !== 'unreachable';
    if (settled || enough.aborted || sidecar.port === undefined) return state;
    // A large dump keeps Envoy from the very update that is awaited.
    const spare = Math.min(LONGEST_SPARE_MS, 3 * (performance.now() - asked));
    await delay(Math.max(pause, spare), undefined, { signal: enough }).catch(() => {});
    pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
  }
}

async function ask(sidecar: Sidecar, { filter, rules }: Wanted, signal: AbortSignal): Promise<FilterState> {
  const silent = (message: string): FilterState => {
    const state = sidecar.fit ? 'unreachable' : 'down';
    return { state, module: null, message, toldAt: 0 };
  };
  if (sidecar.port === undefined) return silent('its registration has no sidecar_config_port');
  const url = `http://${authority(sidecar.address)}:${sidecar.port}/config_dump?resource=dynamic_listeners`;
  return atATime(async () => {
    try {
      const response = await fetch(url, { signal });
      if (!response.ok) return silent(`it answers ${response.status}`);
      return filterState((await response.json()) as ConfigDump, filter, rules);
    } catch {
      return silent('it does not answer');
    }
  });
}

/** An address of IPv6 stands in brackets (RFC 3986, 3.2.2). */
function authority(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
