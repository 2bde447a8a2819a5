import { abstract } from './catalogue/abstract.js';
import { landscapes } from './catalogue/landscapes.js';
import { mathematics } from './catalogue/mathematics.js';
import type { Picture } from './picture.js';

/** The pictures of a new hub, drawn by the program itself: the same ones everywhere. Neighbours are of different kinds. */
export const catalogue: Picture[] = alternating([landscapes, abstract, mathematics]);

function alternating(kinds: Picture[][]): Picture[] {
  const longest = Math.max(...kinds.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => kinds.flatMap((kind) => kind[i] ?? [])).flat();
}
