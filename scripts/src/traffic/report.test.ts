import { expect, test } from 'vitest';
import type { Answer } from './client.js';
import { reportText, summarize } from './report.js';
import { newTally } from './tally.js';

function answer(status: number, { headers = {}, took = 10, sent = 0, reason = '' } = {}): Answer {
  return { status, headers, body: Buffer.alloc(0), sent, took, ...(reason && { reason }) };
}

const served = { 'x-imagehub-served-by': 'image-store/v1/standard' };

test('the report says by kind of person what was answered, and how long it took', () => {
  const tally = newTally();
  tally.came('personal');
  for (const status of [200, 200, 304, 401, 403, 404, 429]) {
    tally.answer('personal', 'pull', answer(status, { headers: served, took: 8 }));
  }
  tally.answer('personal', 'pull', answer(503, { took: 200 }));
  tally.answer('personal', 'pull', answer(0, { reason: 'ECONNREFUSED' }));
  tally.answer('visitor', 'page', answer(200, { took: 4 }));

  const summary = summarize(tally, 2_000);
  expect(summary).toMatchObject({ duration: 2, requests: 10, failed: 2 });
  expect(summary.kinds.personal).toMatchObject({ people: 1, requests: 9 });
  expect(summary.servedBy).toEqual({ 'image-store/v1/standard': 7 });
  const [, head = '', personal = ''] = /(who .*)\n(personal .*)/.exec(reportText(summary)) ?? [];
  expect(head.split(/ {2,}/)).toEqual(
    'who,people,requests,2xx,304,401,403,429,other 4xx,5xx,no answer,p50 ms,p95 ms,p99 ms'.split(','),
  );
  expect(personal.split(/ +/).slice(0, 11)).toEqual('personal 1 9 2 1 1 1 1 1 1 1'.split(' '));
  expect(summary.kinds.personal?.p50).toBeCloseTo(8, 0);
  expect(summary.kinds.personal?.p99).toBeCloseTo(200, 0);
});

test('decisions on a plan are told apart: admitted, refused, and admitted after the wait', () => {
  const tally = newTally();
  const headers = { ratelimit: '"personal";r=0;t=9' };
  tally.decision('personal', answer(200, { headers }), false);
  tally.decision('personal', answer(429, { headers }), false);
  tally.decision('personal', answer(200, { headers: { ...headers, 'x-imagehub-quota': 'local' } }), true);
  tally.decision('personal', answer(503), false);
  expect(summarize(tally, 1_000).plans).toEqual({
    personal: { admitted: 2, refused: 1, waited: 1, admittedAfter: 1, local: 1 },
  });
});

test('failures that lie close together are one outage, from the first to the last', () => {
  const tally = newTally();
  const at = (second: number) => Date.UTC(2026, 0, 1) + second * 1000;
  tally.answer('visitor', 'list', answer(503, { sent: at(3) }));
  tally.answer('visitor', 'list', answer(200, { sent: at(4) }));
  tally.answer('visitor', 'pull', answer(0, { sent: at(1), reason: 'ECONNRESET' }));
  tally.answer('visitor', 'list', answer(503, { sent: at(6) }));
  tally.answer('visitor', 'list', answer(504, { sent: at(60) }));
  expect(summarize(tally, 1_000).outages).toEqual([
    {
      from: '2026-01-01T00:00:01.000Z',
      until: '2026-01-01T00:00:06.000Z',
      seconds: 5,
      failed: 3,
      failures: { 'list 503': 2, 'pull ECONNRESET': 1 },
    },
    expect.objectContaining({ seconds: 0, failed: 1, failures: { 'list 504': 1 } }),
  ]);
});

test('a span holds what came since the last one', () => {
  const tally = newTally();
  tally.answer('visitor', 'list', answer(503));
  expect(tally.takeSpan('second')).toMatchObject({ requests: 1, failures: new Map([['list 503', 1]]) });
  expect(tally.takeSpan('second').requests).toBe(0);
  expect(tally.takeSpan('line').requests).toBe(1);
});
