import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.js';
import type { PortsInUse } from '../ports/table.js';
import { consulUrl } from './blueprint.js';
import { applySigningKeys, jwksUrl } from './mesh.js';

const intervalMs = 100;
const withinMs = 15_000;

export interface TokenVerifiers {
  /** Tells Consul the keys that auth publishes now. */
  tellConsul(): Promise<void>;
  /**
   * Resolves when every sidecar that verifies tokens does it by a key set with that `kid`.
   * @throws {Failure} naming a sidecar that does not within 15 s
   */
  untilAllKnow(kid: string): Promise<void>;
}

/** A sidecar, and the address at which its Envoy tells its configuration. */
export interface Sidecar {
  instance: string;
  url: string;
}

/**
 * The sidecars of a hub that runs by `npm start`, of which some verify tokens.
 * @param ports those of the hub's state
 * @param consul path of the consul program
 */
export function tokenVerifiers(ports: PortsInUse, consul: string): TokenVerifiers {
  const sidecars = Object.entries(ports)
    .filter(([name]) => name.endsWith('-admin'))
    .map(([name, port]) => ({ instance: name.replace(/-admin$/, ''), url: `http://127.0.0.1:${port}` }));
  return {
    tellConsul: () => applySigningKeys({ consulUrl: consulUrl(ports), consul, jwksUrl: jwksUrl(ports) }),
    untilAllKnow: (kid) => untilKnown(kid, sidecars),
  };
}

/**
 * Resolves when each of these that verifies tokens does it by a key set with that `kid`.
 * @throws {Failure} naming one that does not within 15 s
 */
export async function untilKnown(kid: string, sidecars: Sidecar[]): Promise<void> {
  await Promise.all(sidecars.map((sidecar) => untilKnownTo(sidecar, kid)));
}

async function untilKnownTo({ instance, url }: Sidecar, kid: string): Promise<void> {
  const late = performance.now() + withinMs;
  while (!(await knows(kid, url))) {
    if (performance.now() > late) {
      throw new Failure(
        `The sidecar of ${instance} does not know the key ${kid} after ${withinMs / 1000} s.`,
      );
    }
    await delay(intervalMs);
  }
}

/** Whether an Envoy has a key wherever it verifies tokens; one that verifies none has. */
async function knows(kid: string, url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/config_dump?resource=dynamic_listeners`, {
      signal: AbortSignal.timeout(2_000),
    });
    const { configs = [] } = (await response.json()) as { configs?: { active_state?: unknown }[] };
    // Only what is active: a listener that is still warming up serves nobody, and one that was refused never will.
    const sets = configs.flatMap(({ active_state }) => [...keySets(active_state)]);
    return sets.every((set) => set.includes(`"${kid}"`));
  } catch {
    return false;
  }
}

/** The JSON texts of all `local_jwks` within a configuration. */
function* keySets(config: unknown): Generator<string> {
  if (typeof config !== 'object' || config === null) return;
  for (const [name, value] of Object.entries(config)) {
    if (name === 'local_jwks') yield String((value as { inline_string?: string }).inline_string);
    else yield* keySets(value);
  }
}
