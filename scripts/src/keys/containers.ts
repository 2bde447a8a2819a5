import { Failure } from '../failure.js';
import { applySigningKeys, type SigningKeys } from '../hub/mesh.js';
import { type Sidecar, type TokenVerifiers, untilKnown } from '../hub/token-verifiers.js';

interface Proxy {
  ID: string;
  Service: string;
  Address: string;
  Meta?: { sidecar_config_port?: string };
}

/** The sidecars of a hub in containers, as Consul knows them: as many as the services are scaled to. */
export function containerVerifiers(keys: SigningKeys): TokenVerifiers {
  return {
    tellConsul: () => applySigningKeys(keys),
    untilAllKnow: async (kid) => untilKnown(kid, await sidecarsInConsul(keys.consulUrl)),
  };
}

/** One that is unfit is left out: nobody sends it anything, and what it is told when it is back has the key. */
async function sidecarsInConsul(consulUrl: string): Promise<Sidecar[]> {
  const isProxy = encodeURIComponent('Kind == "connect-proxy"');
  const proxies = await ask<Record<string, Proxy>>(consulUrl, `/v1/agent/services?filter=${isProxy}`);
  const names = [...new Set(Object.values(proxies).map(({ Service }) => Service))];
  const fit = await Promise.all(
    names.map((name) => ask<{ Service: Proxy }[]>(consulUrl, `/v1/health/service/${name}?passing`)),
  );
  const sidecars = fit.flat().flatMap(({ Service: { ID, Address, Meta } }) => {
    const port = Meta?.sidecar_config_port;
    return port ? [{ instance: ID, url: `http://${Address}:${port}` }] : [];
  });
  if (sidecars.length === 0) throw new Failure('Consul knows no sidecar that tells which keys it has.');
  return sidecars;
}

async function ask<T>(consulUrl: string, path: string): Promise<T> {
  try {
    const response = await fetch(consulUrl + path, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as T;
  } catch (error) {
    throw new Failure(`Consul at ${consulUrl} does not tell which sidecars there are (${error}).`);
  }
}
