import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import { consul } from '../provision/binary.js';
import { provision } from '../provision/provision.js';
import { meshResources } from './mesh.js';

/** Not in the repository: it holds an installation's keys and name. */
const folder = join(checkout, 'deploy/kubernetes/mesh');

const example = 'npm run kubernetes:mesh -- --trust-domain 1234.consul --jwks jwks.json';

/**
 * `kubernetes:mesh --trust-domain NAME --jwks FILE`: writes consul/config-entries and the filters as resources for
 * Kubernetes, to deploy/kubernetes/mesh.
 */
export async function kubernetesMesh(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { 'trust-domain': { type: 'string' }, jwks: { type: 'string' } },
  });
  const trustDomain = values['trust-domain'];
  if (!trustDomain || !/^[a-z0-9.-]+$/.test(trustDomain)) {
    throw new Failure(
      `--trust-domain wants the mesh's name, which Consul tells at /v1/connect/ca/roots: ${example}`,
    );
  }
  const jwks = await readKeys(values.jwks);
  const program = await provision(consul, console.log, new AbortController().signal);
  const { filters, entries } = await meshResources({ consul: program.file, trustDomain, jwks });
  await mkdir(folder, { recursive: true });
  await write('filters.yaml', [filters]);
  await write('config-entries.yaml', entries);
  await write('kustomization.yaml', [kustomization]);
  console.log(`The filters and ${entries.length} config entries are written to ${folder}.`);
}

async function write(name: string, resources: object[]): Promise<void> {
  const documents = resources.map((resource) => stringify(resource, { lineWidth: 0 }));
  await writeFile(join(folder, name), documents.join('---\n'));
}

const kustomization = {
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  namespace: 'imagehub',
  resources: ['filters.yaml', 'config-entries.yaml'],
};

async function readKeys(file: string | undefined): Promise<string> {
  if (!file)
    throw new Failure(
      `--jwks wants a file with what auth publishes at /api/auth/.well-known/jwks.json: ${example}`,
    );
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Failure(`--jwks: there is no file ${file}`);
  if (!isKeySet(text)) throw new Failure(`--jwks: ${file} holds no JSON Web Key Set`);
  return text;
}

/** RFC 7517, 5. */
function isKeySet(text: string): boolean {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) && keys.length > 0;
  } catch {
    return false;
  }
}
