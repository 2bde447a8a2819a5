import { Problem } from '@imagehub/common';

/** The version of a rule set: the ModifyIndex of Consul's entry that holds it. */
export function entityTag(index: number): string {
  return `"${index}"`;
}

/** The versions that a client is ready to replace: `any`, or those of its If-Match. */
export type Expected = 'any' | number[];

/**
 * Reads an If-Match header (RFC 9110, 13.1.1). Tags that were never given out, and weak ones, match nothing.
 *
 * @throws Problem 428 without one (RFC 6585): an edit without knowing of what is how edits are lost.
 */
export function readIfMatch(header: string | undefined): Expected {
  if (header === undefined) {
    throw new Problem(428, 'Say in If-Match which version you edit: the ETag that came with it, or *.', {
      kind: 'version-required',
    });
  }
  if (header.trim() === '*') return 'any';
  const tags = header.split(',').map((tag) => /^\s*"(\d{1,15})"\s*$/.exec(tag)?.[1]);
  return tags.filter((tag) => tag !== undefined).map(Number);
}
