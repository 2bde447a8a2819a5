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
