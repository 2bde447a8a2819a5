import { Failure } from '../failure.js';

/** A piece of work among others that run side by side. */
export interface Step {
  name: string;
  title: string;
  /** Names of the steps that come before it. */
  after: string[];
  /** @param report says what is being done, on one line */
  run: (report: (text: string) => void) => Promise<void>;
}

/** Told how the steps get on. */
export interface Observer {
  started(step: Step): void;
  reported(step: Step, text: string): void;
  /** @param ms how long it took, in milliseconds */
  finished(step: Step, ms: number): void;
  failed(step: Step, error: unknown): void;
}

/**
 * Runs steps, each as soon as those before it are done.
 * @throws what the first step to fail threw; those under way are not waited for
 */
export async function runSteps(steps: Step[], observer: Observer): Promise<void> {
  const outcomes = new Map<string, Promise<void>>();
  const outcomeOf = (name: string): Promise<void> => {
    const known = outcomes.get(name);
    if (known) return known;
    const step = steps.find((candidate) => candidate.name === name);
    if (!step) throw new Failure(`There is no step ${name}.`);
    // Recorded before it runs, for the steps that share it.
    const outcome = Promise.all(step.after.map(outcomeOf)).then(() => runStep(step, observer));
    outcomes.set(name, outcome);
    return outcome;
  };
  await Promise.all(steps.map(({ name }) => outcomeOf(name)));
}

async function runStep(step: Step, observer: Observer): Promise<void> {
  const started = Date.now();
  observer.started(step);
  try {
    await step.run((text) => observer.reported(step, text));
  } catch (error) {
    observer.failed(step, error);
    throw error;
  }
  observer.finished(step, Date.now() - started);
}
