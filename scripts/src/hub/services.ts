import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { type ImageStore, type Instance, isImageStore } from '../ports/table.js';
import { postgresUrl } from '../postgres.js';
import { type Blueprint, consulUrl } from './blueprint.js';
import type { Part } from './parts.js';
import { valkeyUrl } from './stores.js';
import type { Command } from './supervisor.js';
import { tracingEnvironment } from './tracing.js';

// Eight services share one machine: together these two spare about 20 MiB in each, most in image-store, whose pixels are
// allocated by threads, for which glibc otherwise keeps up to eight arenas a core.
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=4';
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

/** The app of an instance. */
export function servicePart(hub: Blueprint, instance: Instance): Part {
  const port = hub.ports[instance];
  return {
    name: instance,
    stage: 'service',
    after: startsAfter(hub, instance),
    port: instance,
    program: 'node',
    command: async (): Promise<Command> => ({
      file: process.execPath,
      args: [SMALL_YOUNG_GENERATION, join(checkout, 'services', serviceOf(instance), 'dist/server.js')],
      env: {
        ...FEW_ARENAS,
        HOST: '127.0.0.1',
        PORT: String(port),
        SERVICE_VERSION: versionOf(instance),
        SERVICE_TIER: tierOf(instance),
        ...tracingEnvironment(hub),
        ...serviceEnvironment(hub, instance),
      },
    }),
    probe: { http: `http://127.0.0.1:${port}/readyz` },
  };
}

/** "image-store" of "image-store-v1". */
export function serviceOf(instance: Instance): string {
  return instance.replace(/-(v?\d|performance)$/, '');
}

/** As registered with Consul, which makes subsets of it. */
export function versionOf(instance: Instance): string {
  return /-(v\d|performance)$/.exec(instance)?.[1] ?? 'v1';
}

/** As registered with Consul. */
export function tierOf(instance: Instance): string {
  return instance.endsWith('-performance') ? 'performance' : 'standard';
}

function startsAfter({ valkey }: Blueprint, instance: Instance): string[] {
  if (instance === 'auth' || isImageStore(instance)) return ['databases'];
  return isLedger(instance) && valkey ? ['valkey'] : [];
}

function isLedger(instance: Instance): boolean {
  return serviceOf(instance) === 'quota';
}

function serviceEnvironment(hub: Blueprint, instance: Instance): NodeJS.ProcessEnv {
  if (instance === 'auth') return authEnvironment(hub);
  if (isImageStore(instance)) return imageStoreEnvironment(hub, instance);
  if (isLedger(instance)) return ledgerEnvironment(hub);
  return { GALLERY_LAYOUT: instance === 'frontend-v2' ? 'masonry' : 'grid' };
}

function authEnvironment(hub: Blueprint): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: databaseUrl(hub, 'auth'),
    KEYS_DIR: join(hub.home.data, 'keys'),
    CONSUL_HTTP_ADDR: consulUrl(hub.ports),
    IMAGE_STORE_URL: `http://127.0.0.1:${hub.ports['auth-image-store']}`,
    ADMIN_NAME: 'admin',
    ADMIN_PASSWORD: hub.secrets.accounts.admin,
  };
}

function imageStoreEnvironment(hub: Blueprint, instance: ImageStore): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: databaseUrl(hub, 'image_store'),
    JWKS_URL: `http://127.0.0.1:${hub.ports[`${instance}-auth`]}/api/auth/.well-known/jwks.json`,
    BLOBS_DIR: join(hub.home.data, 'blobs'),
    NEGOTIATE: String(instance === 'image-store-v2'),
    SHARP_THREADS: instance === 'image-store-performance' ? '2' : '1',
  };
}

function ledgerEnvironment(hub: Blueprint): NodeJS.ProcessEnv {
  if (hub.valkey) return { REDIS_URL: valkeyUrl(hub) };
  return { STATE_FILE: join(hub.home.data, 'quota', 'grants.journal') };
}

/** Each database is owned by a role of the same name. */
function databaseUrl({ ports, secrets }: Blueprint, name: 'auth' | 'image_store'): string {
  const url = new URL(postgresUrl({ port: ports.postgres, password: secrets.postgres[name] }, name));
  url.username = name;
  return url.href;
}
