import { Damaged } from './damaged.js';

/** Segments, chunks, blocks, boxes or entries of one file; what cameras and editors write has some hundreds. */
const MOST_PIECES = 200_000;

/** How often the bytes of a file may be overwritten: some writers let several entries share a value. */
const MOST_OVERWRITING = 4;

/** Takes so much of what is left. @throws Damaged when there is not so much */
export type Allowance = (amount: number) => void;

/** A file of millions of tiny pieces shows a picture like any other, but is made to keep its reader busy. */
export function pieces(): Allowance {
  return allowance(MOST_PIECES, 'it is in more pieces than any picture is');
}

/** So is one whose pieces all claim the same bytes. */
export function overwriting(bytes: Buffer): Allowance {
  return allowance(bytes.length * MOST_OVERWRITING, 'its pieces overlap');
}

function allowance(most: number, excess: string): Allowance {
  let left = most;
  return (amount) => {
    left -= amount;
    if (left < 0) throw new Damaged(excess);
  };
}
