import { Listr, type ListrTask, type ListrTaskWrapper } from 'listr2';
import { type Observer, runSteps, type Step } from './run.js';

/** Whether a person watches: a live list would only garble the log of a build. */
export const interactive = process.stdout.isTTY === true && !process.env.CI;

/** Runs steps side by side and shows how they get on: as a live list, or as plain lines without a terminal. */
export async function showSteps(steps: Step[]): Promise<void> {
  await (interactive ? asList(steps) : runSteps(steps, plainLines()));
}

function plainLines(): Observer {
  const last = new Map<Step, string>();
  return {
    started() {},
    reported(step, text) {
      // Progress that only counts up is one line.
      const what = text.replace(/ \([\d:]+( of \d+)?\)$/, '');
      if (last.get(step) !== what) console.log(`… ${step.title}: ${what}`);
      last.set(step, what);
    },
    finished: (step, ms) => console.log(`✔ ${step.title} (${seconds(ms)})`),
    failed: (step) => console.log(`✖ ${step.title}`),
  };
}

type Wrapper = ListrTaskWrapper<unknown, never, never>;

async function asList(steps: Step[]): Promise<void> {
  const tasks = new Map<Step, Wrapper>();
  const listed = withResolvers();
  const settled = new Map<Step, PromiseWithResolvers>(steps.map((step) => [step, withResolvers()]));
  const observer: Observer = {
    started() {},
    reported: (step, text) => {
      const task = tasks.get(step);
      if (task) task.output = text;
    },
    finished: (step, ms) => {
      const task = tasks.get(step);
      if (task) task.title = `${step.title} (${seconds(ms)})`;
      settled.get(step)?.resolve();
    },
    failed: (step, error) => settled.get(step)?.reject(error),
  };
  const list = new Listr(
    steps.map(
      (step): ListrTask => ({
        title: step.title,
        task: (_context, task) => {
          tasks.set(step, task as Wrapper);
          if (tasks.size === steps.length) listed.resolve();
          return settled.get(step)?.promise;
        },
      }),
    ),
    {
      concurrent: true,
      // The runner stops what it started; the list must not end the process before that.
      registerSignalListeners: false,
      rendererOptions: { showErrorMessage: false, suffixSkips: false },
    },
  );
  await Promise.all([list.run(), listed.promise.then(() => runSteps(steps, observer))]);
}

interface PromiseWithResolvers {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
