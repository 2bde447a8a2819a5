import { Problem } from '@imagehub/common';
import fp from 'fastify-plugin';
import { Type } from 'typebox';
import Value from 'typebox/value';

export interface PlanLimit {
  name: string;
  /** Pulls in any `window`. */
  limit: number;
  /** Seconds. */
  window: number;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The plans as the data plane enforces them now. */
    plans: () => Promise<PlanLimit[]>;
  }
}

const Plans = Type.Record(
  Type.String(),
  Type.Object({ limit: Type.Integer({ minimum: 0 }), window: Type.Integer({ minimum: 1 }) }),
);

interface ServiceDefaults {
  EnvoyExtensions?: { Arguments?: { PluginConfig?: { Configuration?: string } } }[];
}

/**
 * Plans are data of the mesh, not of this service: they are read where the plan-limiter's configuration lives, in
 * Consul's service-defaults of image-store. While Consul is away the last known ones are told.
 */
export default fp(
  async (app) => {
    const url = new URL('/v1/config/service-defaults/image-store', app.environment.CONSUL_HTTP_ADDR);
    let known: PlanLimit[] | undefined;
    let asking: Promise<void> | undefined;

    async function ask(): Promise<void> {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
        if (!response.ok) throw new Error(`Consul answered ${response.status}`);
        known = fromServiceDefaults((await response.json()) as ServiceDefaults);
      } catch (err) {
        app.log.warn({ err }, 'plans cannot be read from Consul');
      }
    }

    // Anybody may ask, so requests at the same time are one question to Consul.
    app.decorate('plans', async () => {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      await asking;
      if (known) return known;
      throw new Problem(503, 'The plans are not known yet. Try again shortly.', { retryAfter: 2 });
    });
  },
  { name: 'plans' },
);

/**
 * @throws Error when no extension of the entry configures plans, or such as no filter accepts: then Envoy goes on with
 * those before.
 */
function fromServiceDefaults({ EnvoyExtensions = [] }: ServiceDefaults): PlanLimit[] {
  for (const { Arguments } of EnvoyExtensions) {
    const text = Arguments?.PluginConfig?.Configuration;
    const plans: unknown = text && (JSON.parse(text) as { plans?: unknown }).plans;
    if (!plans) continue;
    if (!Value.Check(Plans, plans))
      throw new Error('service-defaults of image-store configures impossible plans');
    const items = Object.entries(plans).map(([name, { limit, window }]) => ({ name, limit, window }));
    return items.sort((a, b) => a.limit - b.limit);
  }
  throw new Error('service-defaults of image-store configures no plans');
}
