import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';

export interface Chapter {
  number: number;
  title: string;
  /** Its file, relative to the checkout. */
  file: string;
  markdown: string;
  /** Programs that it needs beside those that every chapter needs. */
  needs: string[];
}

const folder = 'docs/tutorial';

/** The chapters in their order. A chapter names programs of its own in a line `<!-- needs: … -->`. */
export async function readChapters(): Promise<Chapter[]> {
  const files = (await readdir(join(checkout, folder))).filter((name) => /^\d+-.*\.md$/.test(name));
  const chapters = await Promise.all(files.map((name) => readChapter(join(folder, name))));
  return chapters.sort((a, b) => a.number - b.number);
}

/**
 * Those chapters that are named, or all.
 * @throws {Failure} when there is none of a number
 */
export function pickChapters(chapters: Chapter[], numbers: string[]): Chapter[] {
  if (numbers.length === 0) return chapters;
  return numbers.map((number) => {
    const chapter = chapters.find((each) => String(each.number) === number);
    if (chapter) return chapter;
    const list = chapters.map(({ number, title }) => `  ${number}  ${title}`);
    throw new Failure(`The tutorial has no chapter ${number}. It has`, ...list);
  });
}

async function readChapter(file: string): Promise<Chapter> {
  const markdown = await readFile(join(checkout, file), 'utf8');
  return {
    number: Number.parseInt(/(\d+)-[^/]*$/.exec(file)?.[1] ?? '', 10),
    title: /^# (?:\d+\. )?(.*)$/m.exec(markdown)?.[1] ?? file,
    file,
    markdown,
    needs: /^<!-- needs: (.*) -->$/m.exec(markdown)?.[1]?.split(/[, ]+/) ?? [],
  };
}
