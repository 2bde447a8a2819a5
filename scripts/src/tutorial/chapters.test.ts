import { expect, it } from 'vitest';
import { examplesOf, type Way } from '../examples/document.js';
import { pickChapters, readChapters } from './chapters.js';

const chapters = await readChapters();

it('there are eight chapters, and each says what it needs', () => {
  expect(chapters.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(chapters.filter(({ needs }) => needs.length > 0).map(({ needs }) => needs)).toEqual([['wrk']]);
});

it.each(chapters)('chapter $number begins and ends by itself, in both ways to run a hub', ({ markdown }) => {
  for (const way of ['npm', 'compose'] satisfies Way[]) {
    const examples = examplesOf(markdown, way);
    expect(examples[0]?.commands).toBe(`. docs/tutorial/${way}.sh\n`);
    expect(examples.at(-1)).toMatchObject({ commands: 'put_back\n', output: 'The hub is as before.\n' });
  }
  expect(markdown.match(/^```sh/gm)?.length, 'all commands are run').toBe(
    examplesOf(markdown, 'npm').length + 1,
  );
});

it('a chapter that is not there is answered by those that are', () => {
  expect(pickChapters(chapters, ['3', '1']).map(({ number }) => number)).toEqual([3, 1]);
  expect(() => pickChapters(chapters, ['9'])).toThrow(/no chapter 9.*\n {2}1 {2}The hub without filters\n/);
});
