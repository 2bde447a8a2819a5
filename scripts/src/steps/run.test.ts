import { expect, test } from 'vitest';
import { type Observer, runSteps, type Step } from './run.js';

const silent: Observer = { started() {}, reported() {}, finished() {}, failed() {} };

test('a step runs once, as soon as all before it are done', async () => {
  const order: string[] = [];
  const step = (name: string, ...after: string[]): Step => ({
    name,
    title: name,
    after,
    run: async () => {
      order.push(name);
    },
  });
  await runSteps(
    [step('roof', 'walls'), step('walls', 'ground', 'bricks'), step('ground'), step('bricks', 'ground')],
    silent,
  );
  expect(order).toEqual(['ground', 'bricks', 'walls', 'roof']);
});

test('what comes after a step that failed does not run, and its error is thrown', async () => {
  let ran = false;
  const steps: Step[] = [
    { name: 'first', title: '', after: [], run: () => Promise.reject(new Error('no ground')) },
    {
      name: 'second',
      title: '',
      after: ['first'],
      run: async () => {
        ran = true;
      },
    },
  ];
  await expect(runSteps(steps, silent)).rejects.toThrow('no ground');
  expect(ran).toBe(false);
});
