/** Accents of the Latin, Greek and Cyrillic scripts, as the compatibility decomposition (UAX #15) sets them apart. */
const ACCENTS = /[\u0300-\u036f]/g;

/** The form in which words are compared: without case, accents and compatibility variants such as ﬁ. */
function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(ACCENTS, '').toLowerCase();
}

/** The words of texts, as PostgreSQL is to index them; signs, which its parser would give a meaning, are gone. */
export function wordsOf(...texts: string[]): string {
  return fold(texts.join(' '))
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

export interface Query {
  /** In the language of web searches: words, "phrases", -words and or. */
  web: string;
  /** For `to_tsquery`, when it is plain words: the last one may be a beginning, since people search while they type. */
  prefix: string | undefined;
}

/** @returns undefined when nothing but blanks was asked: every picture is meant. */
export function parseQuery(q: string): Query | undefined {
  if (q.trim() === '') return undefined;
  const web = fold(q)
    .replaceAll(/[^\p{L}\p{N}\p{M}"-]+/gu, ' ')
    // Within a word it is a hyphen, not "without".
    .replaceAll(/(?<=[^\s"])-+|-+(?=[\s"-]|$)/g, ' ')
    .trim();
  const words = web.split(/\s+/).filter(Boolean);
  const isPlain = words.length > 0 && !/["-]/.test(web) && !words.includes('or');
  return { web, prefix: isPlain ? `${words.map((word) => `'${word}'`).join(' & ')}:*` : undefined };
}
