import { expect, test } from 'vitest';
import { outagesReport } from './report.js';

test('an outage is told by what failed, and from when to when after the death', () => {
  const died = Date.parse('2026-01-01T00:00:00Z');
  const outages = [
    {
      ...{ container: 'auth', at: died, healthyAt: died + 8_240 },
      ...{
        requests: 210,
        failed: 3,
        failures: new Map([
          ['log-in ECONNRESET', 1],
          ['refresh 503', 1],
          ['log-in ECONNREFUSED', 1],
        ]),
      },
      ...{ from: died - 20, until: died + 4_510 },
    },
    {
      ...{ container: 'consul', at: died, healthyAt: died + 9_000 },
      ...{ requests: 300, failed: 0, failures: new Map<string, number>() },
    },
  ];
  const report = outagesReport(outages, 15, new Date(died), { processors: 2, load: 3.4 });
  expect(report).toContain('on 1 January 2026, with about 15 requests a second, on 2 processors');
  expect(report.split('\n').slice(-2)).toEqual([
    '| `auth` | 3 | 210 | 0.0 – 4.5 s | log-in without an answer × 2, refresh 503 × 1 | 8.2 s |',
    '| `consul` | 0 | 300 |  | nothing | 9.0 s |',
  ]);
});
