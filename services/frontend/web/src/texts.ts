import { en } from './texts/en/index.js';

/** What a translation has to offer: the same texts as English, each with the same parameters. */
export type Texts = typeof en;

/** Every text that people read. A translation is a folder beside `texts/en`, chosen here. */
export const texts: Texts = en;
