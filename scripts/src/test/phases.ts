import { messageOf } from '../failure.js';
import { table } from '../table.js';

/** A part of the test run. */
export interface Phase {
  title: string;
  /** Answers whether it passed; a throw is a failure with a message. */
  run: () => Promise<boolean>;
}

interface Outcome {
  title: string;
  passed: boolean;
  ms: number;
}

/**
 * Runs phases one after the other, all of them whatever fails, and prints a summary.
 * @param signal ends the run before the next phase
 * @returns whether all passed
 */
export async function runPhases(phases: Phase[], signal: AbortSignal): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const phase of phases) {
    if (signal.aborted) break;
    outcomes.push(await runPhase(phase));
  }
  const rows = outcomes.map(({ title, passed, ms }) => [
    passed ? '✔' : '✖',
    title,
    `${(ms / 1000).toFixed(1)} s`,
  ]);
  const total = outcomes.reduce((sum, { ms }) => sum + ms, 0);
  rows.push(['', 'all', `${(total / 1000).toFixed(1)} s`]);
  console.log(`\n${table(['', 'tests', 'time'], rows, new Set([2]))}`);
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  console.log(`\n${passed} passed, ${outcomes.length - passed} failed`);
  return !signal.aborted && passed === phases.length;
}

async function runPhase({ title, run }: Phase): Promise<Outcome> {
  console.log(`\n── ${title}`);
  const started = performance.now();
  const passed = await run().catch((error: unknown) => {
    console.error(messageOf(error));
    return false;
  });
  return { title, passed, ms: performance.now() - started };
}
