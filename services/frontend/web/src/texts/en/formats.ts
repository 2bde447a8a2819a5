import { formatsOf } from '../formats.js';

export const format = formatsOf('en');
