import { findDifference } from '../examples/check.js';
import { examplesOf } from '../examples/document.js';
import { messageOf } from '../failure.js';
import { table } from '../table.js';
import { type Chapter, readChapters } from './chapters.js';
import { missingOf, npmHub, type TutorialHub } from './hub.js';
import { inSession } from './session.js';

interface Outcome {
  chapter: Chapter;
  result: 'as it says' | 'differs' | 'left out';
  ms: number;
}

/**
 * Checks the tutorial on a hub that `npm start` runs, but for chapters that need programs of their own: the benchmark is no
 * test. Without curl, which nothing else here needs, it is left out.
 * @param home the hub's home
 */
export async function checkTutorial(
  { url, consulUrl, home }: { url: string; consulUrl: string; home: string },
  signal: AbortSignal,
): Promise<boolean> {
  if ((await missingOf(['curl'])).length > 0) {
    console.log('docs/tutorial: its chapters are not run, since there is no curl on PATH');
    return true;
  }
  const chapters = (await readChapters()).filter(({ needs }) => needs.length === 0);
  return checkChapters(chapters, await npmHub(url, consulUrl, home), signal);
}

/**
 * Runs chapters against a hub, all of them whatever fails, and says what they print otherwise than they say.
 * @param signal ends the run, after what is changed has been put back
 * @returns whether all print what they say
 */
export async function checkChapters(
  chapters: Chapter[],
  hub: TutorialHub,
  signal?: AbortSignal,
): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const chapter of chapters) {
    if (signal?.aborted) break;
    outcomes.push(await checkChapter(chapter, hub, signal));
  }
  const rows = outcomes.map(({ chapter, result, ms }) => [
    String(chapter.number),
    chapter.title,
    result,
    `${(ms / 1000).toFixed(1)} s`,
  ]);
  console.log(`\n${table(['', 'chapter', 'prints', 'time'], rows, new Set([3]))}`);
  return !signal?.aborted && outcomes.every(({ result }) => result !== 'differs');
}

async function checkChapter(chapter: Chapter, hub: TutorialHub, signal?: AbortSignal): Promise<Outcome> {
  const missing = await missingOf(chapter.needs);
  if (missing.length > 0) {
    console.log(`${chapter.file} is left out, since there is no ${missing.join(' and no ')} on PATH`);
    return { chapter, result: 'left out', ms: 0 };
  }
  const started = performance.now();
  const examples = examplesOf(chapter.markdown, hub.way);
  const difference = await inSession({ hub, ...(signal && { signal }) }, (shell) =>
    findDifference(chapter.file, examples, shell),
  ).catch((error: unknown) => `${chapter.file}: ${messageOf(error)}`);
  if (difference !== undefined) console.error(`\n${difference}`);
  const result = difference === undefined ? 'as it says' : 'differs';
  return { chapter, result, ms: performance.now() - started };
}
