import { expect, it } from 'vitest';
import { lastMinute } from './last-minute.js';

const NOW = 1_700_000_000_000;

it('places what the plan decided in the last 60 seconds, and counts it', () => {
  const decisions = [
    { at: NOW - 61_000, admitted: true, remaining: 9, limit: 10 },
    { at: NOW - 45_000, admitted: true, remaining: 5, limit: 10 },
    { at: NOW, admitted: false, remaining: 0, limit: 10 },
  ];
  expect(lastMinute(decisions, NOW)).toEqual({
    moments: [
      { x: 0.25, admitted: true, left: 0.5 },
      { x: 1, admitted: false, left: 0 },
    ],
    admitted: 1,
    refused: 1,
  });
});

it('knows a plan that allows nothing, and one whose limit is not told', () => {
  const at = NOW - 1;
  expect(lastMinute([{ at, admitted: false, remaining: 0, limit: 0 }], NOW).moments[0]?.left).toBe(0);
  expect(lastMinute([{ at, admitted: true, remaining: 3, limit: undefined }], NOW).moments[0]?.left).toBe(0);
});
