import { pythonProgram } from './python.js';

/** Compares resources with the schemas of a release of Kubernetes, which it holds. @returns its path */
export function kubernetesValidate(): Promise<string> {
  return pythonProgram({
    name: 'kubernetes-validate',
    version: '1.37.0',
    requirements: 'deploy/kubernetes/requirements.txt',
  });
}
