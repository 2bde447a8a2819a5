import { expect, test } from 'vitest';
import { findObservers } from './observers.js';

test.each(['0', '101', 'some', ''])(
  'a sampling of "%s" per cent is refused on one line that says what is',
  async (text) => {
    await expect(findObservers({ IMAGEHUB_TRACING_SAMPLING: text })).rejects.toThrow(
      `IMAGEHUB_TRACING_SAMPLING=${text} is no percentage: give a number above 0, at most 100.`,
    );
  },
);
