import { Failure } from '../failure.js';

/**
 * A page with what stands between two of its marks, `<!-- name: begin -->` and `<!-- name: end -->`, made anew.
 * @param file what the page is called in a failure
 * @throws {Failure} when it has lost a mark
 */
export function between(page: string, file: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Failure(`${file} has lost the lines "${begin}" and "${end}".`);
  return `${before}${begin}\n\n${part}\n\n${end}${after}`;
}
