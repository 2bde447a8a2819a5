import { report } from '../support/figures.js';
import { expect, test } from './page.js';

/** Compressed bytes of script that the first load may need. */
const BUDGET = 250_000;

test('the first load is small, compressed, kept for ever, and under a policy that runs nothing else', async ({
  page,
}) => {
  const scripts = new Map<string, Record<string, string>>();
  page.on('response', async (response) => {
    if (response.request().resourceType() === 'script')
      scripts.set(response.url(), await response.allHeaders());
  });
  const document = await page.goto('/');
  await expect(page.getByRole('listitem').first()).toBeVisible();

  const policy = document?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|data:|https?:/);
  for (const [url, headers] of scripts) {
    expect(headers['content-encoding'], url).toBe('br');
    expect(headers['cache-control'], url).toBe('public, max-age=31536000, immutable');
  }
  const bytes = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
  report(`${bytes} bytes of script in the first load`);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(BUDGET);
});
