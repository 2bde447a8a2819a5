import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preparePostgres } from '../postgres.js';
import type { Blueprint } from './blueprint.js';
import type { Part } from './parts.js';

/** The database server of all services. */
export function postgresPart({ home, ports, secrets }: Blueprint): Part {
  const dataDir = join(home.data, 'postgres');
  const options = { dataDir, port: ports.postgres, password: secrets.postgres.postgres };
  return {
    name: 'postgres',
    stage: 'store',
    after: [],
    port: 'postgres',
    program: 'postgres',
    command: () => preparePostgres(options),
    probe: { postgres: ports.postgres },
    // "Fast shutdown", for the server alone: to its children the signal means to cancel a query.
    stopSignal: 'SIGINT',
    stopsItsOwn: true,
  };
}

/** What the ledgers keep leases in, so that there can be several of them. */
export function valkeyPart(hub: Blueprint): Part {
  return {
    name: 'valkey',
    stage: 'store',
    after: ['valkey-server-binary'],
    port: 'valkey',
    program: 'valkey-server',
    command: async () => ({ file: hub.binaries['valkey-server'], args: [await writeValkeyConfig(hub)] }),
    probe: { valkey: hub.ports.valkey },
  };
}

/** Where the ledgers reach Valkey. */
export function valkeyUrl({ ports, secrets }: Blueprint): string {
  return `redis://:${secrets.valkey}@127.0.0.1:${ports.valkey}`;
}

async function writeValkeyConfig({ home, ports, secrets }: Blueprint): Promise<string> {
  const folder = join(home.data, 'valkey');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(home.run, 'valkey.conf');
  const settings = {
    bind: '127.0.0.1',
    port: ports.valkey,
    requirepass: secrets.valkey,
    dir: folder,
    // A grant is written before it is answered, so that a Valkey that is killed has forgotten none.
    appendonly: 'yes',
    save: '',
    // Full, it refuses to grant. To evict would be to forget what was used.
    maxmemory: '512mb',
    'maxmemory-policy': 'noeviction',
    loglevel: 'warning',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(String(value))}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return file;
}
