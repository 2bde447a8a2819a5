import type { Page } from '@playwright/test';
import type { Account } from '../support/accounts.js';
import { collect } from '../support/collection.js';
import { report } from '../support/figures.js';
import { test as base, desktop, expect, tiles } from './page.js';

/** As many as the gallery promises to carry. */
const PICTURES = 200;

const test = base.extend<object, { collector: Account }>({
  collector: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from here.
    async ({}, use) => {
      await use(await collect(PICTURES));
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

/** Makes a page add up its layout shifts (CLS), from its beginning. @returns what gives their sum */
async function observeShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[])
        if (!entry.hadRecentInput) shifts.sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { shifts: { sum: number } }).shifts.sum);
}

for (const layout of ['grid', 'masonry']) {
  test(`200 pictures scroll to their end in ${layout} and nothing moves`, async ({ page, collector }) => {
    test.slow();
    const shifts = await observeShifts(page);
    await page.setViewportSize(desktop);
    await page.goto(`/?owner=${collector.id}&imagehub-variant=gallery:${layout}`);
    await expect(page.getByRole('list', { name: 'Pictures' })).toHaveAttribute('data-layout', layout);
    await expect(page.getByRole('link', { name: 'Plate 199' })).toBeVisible();
    // The wheel alone is no input that excuses a shift.
    await page.mouse.move(640, 400);
    await expect(async () => {
      await page.mouse.wheel(0, 1_500);
      await expect(page.locator(`[aria-posinset="${PICTURES}"]`)).toBeAttached({ timeout: 50 });
    }).toPass({ intervals: [50], timeout: 40_000 });
    const cls = await shifts();
    report(`CLS ${cls.toFixed(4)} in ${layout}`);
    expect(cls, 'cumulative layout shift').toBeLessThan(0.02);
    expect(await tiles(page).count(), 'tiles in the page').toBeLessThan(80);
    await expect(page.getByText('200 pictures loaded')).toBeAttached();
  });
}

test('a picture that is gone back from is where it was', async ({ page, collector }) => {
  await page.goto(`/?owner=${collector.id}`);
  const wanted = page.getByRole('link', { name: 'Plate 170' });
  await expect(async () => {
    await page.mouse.wheel(0, 600);
    await expect(wanted).toBeInViewport({ timeout: 100 });
  }).toPass({ intervals: [50] });
  await wanted.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Plate 170' })).toBeVisible();
  await page.goBack();
  await expect(wanted).toBeInViewport();
});

test('Tab goes from picture to picture, beyond those that were in sight', async ({ page, collector }) => {
  await page.goto(`/?owner=${collector.id}&imagehub-variant=gallery:grid`);
  await tiles(page).first().getByRole('link').focus();
  const focused = tiles(page).filter({ has: page.locator('a:focus') });
  for (let position = 2; position <= 25; position += 1) {
    await page.keyboard.press('Tab');
    await expect(focused).toHaveAttribute('aria-posinset', String(position));
  }
  await expect(focused).toBeInViewport();
});
