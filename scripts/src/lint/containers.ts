import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { onStopSignal } from '../hub/signals.js';
import { hadolint } from '../provision/binary.js';
import { onPath } from '../provision/path.js';
import { provision } from '../provision/provision.js';
import { runPhases } from '../test/phases.js';
import { lintKubernetes } from './kubernetes.js';

const dockerfiles = ['envoy/Dockerfile', 'services/Dockerfile'];

/** `lint:containers`: what images, the Compose file, a release and Kubernetes are made from, without building any of it. */
export async function lintContainers(): Promise<void> {
  const stopped = new AbortController();
  onStopSignal(() => {}).then(() => stopped.abort());
  const { signal } = stopped;
  const hasDocker = (await onPath('docker')).length > 0;
  const linter = await provision(hadolint, console.log, signal);
  const passed = await runPhases(
    [
      { title: 'Kubernetes manifests', run: lintKubernetes },
      { title: 'Dockerfiles', run: () => succeeds(linter.file, dockerfiles) },
      ...(hasDocker ? byDocker : []),
    ],
    signal,
  );
  if (!hasDocker)
    console.log('docker is not on PATH: docker-compose.yml and docker-bake.hcl are not checked');
  process.exitCode = passed ? 0 : 1;
}

const byDocker = [
  { title: 'docker-compose.yml, all profiles', run: composeFile },
  { title: 'docker-bake.hcl', run: bakeFile },
];

function composeFile(): Promise<boolean> {
  return succeeds('docker', ['compose', '--profile', '*', 'config', '--quiet']);
}

function bakeFile(): Promise<boolean> {
  return succeeds(
    'docker',
    ['buildx', 'bake', '--file', 'docker-bake.hcl', '--progress', 'quiet', '--print'],
    'ignore',
  );
}

async function succeeds(
  file: string,
  args: string[],
  stdout: 'inherit' | 'ignore' = 'inherit',
): Promise<boolean> {
  const stdio = ['ignore', stdout, 'inherit'] as const;
  const { failed } = await execa(file, args, { cwd: checkout, stdio, reject: false });
  return !failed;
}
