import { Failure } from './failure.js';

/** Each command loads only what it needs. */
export const commands: Record<string, () => Promise<(args: string[]) => Promise<void>>> = {
  start: async () => (await import('./hub/start.js')).start,
  status: async () => (await import('./hub/status.js')).status,
  test: async () => (await import('./test/test.js')).test,
  e2e: async () => (await import('./test/e2e.js')).e2e,
  fuzz: async () => (await import('./test/proof.js')).fuzz,
  'fuzz:api': async () => (await import('./test/fuzz-api.js')).fuzzApi,
  parity: async () => (await import('./test/proof.js')).parity,
  screenshots: async () => (await import('./test/screenshots.js')).screenshots,
  bench: async () => (await import('./test/bench.js')).bench,
  'lint:containers': async () => (await import('./lint/containers.js')).lintContainers,
  'kubernetes:mesh': async () => (await import('./kubernetes/command.js')).kubernetesMesh,
  traffic: async () => (await import('./traffic/traffic.js')).traffic,
  outages: async () => (await import('./outages/command.js')).outages,
  tutorial: async () => (await import('./tutorial/tutorial.js')).tutorial,
  'keys:rotate': async () => (await import('./keys/rotate.js')).rotate,
  'docs:reference': async () => (await import('./reference/main.js')).reference,
  doctor: async () => (await import('./doctor/doctor.js')).doctor,
};

/**
 * Runs a command; a failure that a person can put right is shown as it is.
 * @param args the command and its arguments
 */
export async function main([command = '', ...args]: string[]): Promise<void> {
  try {
    const run = await commands[command]?.();
    await run?.(args);
  } catch (error) {
    if (!isForPeople(error)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** A Failure, or an argument that util.parseArgs refuses. */
function isForPeople(error: unknown): error is Error {
  if (error instanceof Failure) return true;
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
