import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { type Account, signUp } from '../support/accounts.js';
import { report, untilCalm } from '../support/figures.js';
import { uploadImage } from '../support/images.js';
import { test as base, desktop, expect, tiles } from './page.js';

const PICTURES = 200;
const COLOURS = ['#0b6b5e', '#c2410c', '#1d4e89', '#7a3e8f', '#b8860b'];
const SIZES = [
  [480, 320],
  [320, 480],
  [400, 400],
  [640, 300],
] as const;

/** An account with as many pictures as the gallery promises to carry. */
const test = base.extend<object, { collector: Account }>({
  collector: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from here.
    async ({}, use) => {
      const collector = await signUp('enterprise');
      const numbers = Array.from({ length: PICTURES }, (_, index) => index);
      const worker = async () => {
        for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
          await uploadImage(collector, await plain(number), {
            title: `Plate ${String(number).padStart(3, '0')}`,
            mediaType: 'image/png',
          });
        }
      };
      await Promise.all([worker(), worker(), worker(), worker()]);
      await use(collector);
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

/** One colour, in one of several proportions; no two have the same bytes. */
function plain(number: number): Promise<Buffer> {
  const [width, height] = SIZES[number % SIZES.length] ?? SIZES[0];
  const background = COLOURS[number % COLOURS.length] ?? 'grey';
  return sharp({ create: { width, height: height + Math.floor(number / 20), channels: 3, background } })
    .png()
    .toBuffer();
}

/** Makes a page count its layout shifts (CLS) and note its largest paint (LCP), from its beginning. */
async function observePaints(page: Page): Promise<() => Promise<{ cls: number; lcp: number }>> {
  await page.addInitScript(() => {
    const paints = { cls: 0, lcp: 0 };
    Object.assign(globalThis, { paints });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[])
        if (!entry.hadRecentInput) paints.cls += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) paints.lcp = entry.startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { paints: { cls: number; lcp: number } }).paints);
}

for (const layout of ['grid', 'masonry']) {
  test(`200 pictures scroll to their end in ${layout} and nothing moves`, async ({ page, collector }) => {
    test.slow();
    const paints = await observePaints(page);
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
    const { cls } = await paints();
    report(`CLS ${cls.toFixed(4)} in ${layout}`);
    expect(cls, 'cumulative layout shift').toBeLessThan(0.02);
    expect(await tiles(page).count(), 'tiles in the page').toBeLessThan(80);
    await expect(page.getByText('200 pictures loaded')).toBeAttached();
  });
}

test('the first screen is painted within 1.5 s', async ({ browser, collector }) => {
  await untilCalm();
  const times: number[] = [];
  // Each in a browser that knows nothing yet. The shortest is the page's; what is above it is the machine's.
  for (let load = 0; load < 3; load += 1) {
    const page = await browser.newPage({ viewport: desktop });
    const paints = await observePaints(page);
    await page.goto(`/?owner=${collector.id}`, { waitUntil: 'networkidle' });
    await expect.poll(async () => (await paints()).lcp).toBeGreaterThan(0);
    times.push((await paints()).lcp);
    await page.close();
  }
  report(`LCP ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
  expect(Math.min(...times), 'largest contentful paint in ms').toBeLessThan(1_500);
});

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
