import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { kubernetesValidate } from '../provision/kubernetes-validate.js';
import { onPath } from '../provision/path.js';

const folder = join(checkout, 'deploy/kubernetes');

/** The oldest that has all that the manifests use, and the newest whose schemas there are. */
const releases = ['1.30', '1.37'];

/** Compares the manifests with the schemas of Kubernetes; put together as well, where kustomize or kubectl is on PATH. */
export async function lintKubernetes(): Promise<boolean> {
  const work = await mkdtemp(join(tmpdir(), 'imagehub-manifests-'));
  try {
    const files = [...(await manifests()), ...(await together(work))];
    const program = await kubernetesValidate();
    const outcomes = releases.map((release) =>
      execa(program, ['-k', release, '--strict', '--quiet', '--no-warn', ...files], {
        stdio: ['ignore', 'inherit', 'inherit'],
        reject: false,
      }),
    );
    return (await Promise.all(outcomes)).every(({ failed }) => !failed);
  } finally {
    await rm(work, { recursive: true });
  }
}

/** All but kustomize's own files, whose schema is not among those of Kubernetes. */
async function manifests(): Promise<string[]> {
  const entries = await readdir(join(folder, 'hub'), { recursive: true });
  const names = entries.filter((name) => name.endsWith('.yaml') && !name.endsWith('kustomization.yaml'));
  return names.map((name) => join(folder, 'hub', name));
}

async function together(work: string): Promise<string[]> {
  const [kustomize] = await onPath('kustomize');
  const [kubectl] = await onPath('kubectl');
  const example = join(folder, 'example');
  if (!kustomize && !kubectl) {
    console.log('neither kustomize nor kubectl is on PATH: the manifests are checked one by one');
    return [];
  }
  const { stdout } = kustomize
    ? await execa(kustomize, ['build', example])
    : await execa(kubectl as string, ['kustomize', example]);
  const file = join(work, 'example.yaml');
  await writeFile(file, stdout);
  return [file];
}
