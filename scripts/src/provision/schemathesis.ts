import { pythonProgram } from './python.js';

/** Makes requests from an OpenAPI document. @returns its path */
export function schemathesis(): Promise<string> {
  return pythonProgram({
    name: 'schemathesis',
    version: '4.32.5',
    requirements: 'e2e/fuzz/requirements.txt',
  });
}
