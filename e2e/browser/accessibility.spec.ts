import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { smallPicture } from '../support/pictures.js';
import { becomeUser, desktop, expect, phone, planeBar, test } from './page.js';

// Colours are judged as they are at rest.
test.use({ expectedStatuses: [401, 404], contextOptions: { reducedMotion: 'reduce' } });

/** Judges what the page shows now by axe, in both colour schemes, on a desktop and on a phone. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const viewport of [desktop, phone]) {
    await page.setViewportSize(viewport);
    // The gallery lays its tiles out anew a frame after the window has another width.
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), {
        message: `${name} scrolls sideways at ${viewport.width} px`,
      })
      .toBeLessThanOrEqual(viewport.width);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`)).toBeAttached();
      const { violations } = await new AxeBuilder({ page })
        // The page has no frames, so a second page to put their results together would only take time.
        .setLegacyMode()
        .options({ resultTypes: ['violations'] })
        .analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
      expect(found, `${name}, ${colorScheme}, ${viewport.width} px`).toEqual([]);
    }
  }
}

test('what a visitor meets has no violation in either theme, on desktop and phone', async ({
  page,
  picture,
}) => {
  test.slow();
  for (const [path, heading] of [
    [`/?imagehub-variant=gallery:grid&q=${encodeURIComponent(picture.title)}`, 'Gallery'],
    ['/?imagehub-variant=gallery:masonry&q=nothing-has-this-name', 'Gallery'],
    [`/images/${picture.id}`, picture.title],
    ['/signup', 'Sign up'],
    ['/login', 'Log in'],
    ['/no/such/page', 'There is nothing here'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.getByRole('main')).not.toContainText('Loading');
    await expectAccessible(page, path);
  }
});

test('what a user meets has no violation in either theme, on desktop and phone', async ({
  page,
  picture,
}) => {
  test.slow();
  await becomeUser(page, 'team');
  await page.goto(`/images/${picture.id}`);
  await expect(page.getByRole('figure', { name: 'Pulled picture' })).toContainText('320 × 240');
  await expectAccessible(page, 'a pulled picture');

  await planeBar(page).click();
  await expect(page.getByRole('list', { name: 'The way of this request' })).toBeVisible();
  await expectAccessible(page, 'the drawer');
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: /Account of/ }).click();
  await expect(page.getByRole('meter')).toBeVisible();
  await expect(page.getByRole('article').first()).toBeVisible();
  await expectAccessible(page, 'the account');
  await page.getByRole('button', { name: 'Delete account…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'the dialog of deletion');
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Upload', exact: true }).click();
  const file = { name: 'one.jpg', mimeType: 'image/jpeg', buffer: await smallPicture() };
  await page.getByLabel('Pictures', { exact: true }).setInputFiles(file);
  await expect(page.getByLabel('Alternative text')).toBeVisible();
  await expectAccessible(page, 'upload');
});

test('the first Tab offers the way past the navigation, and a new page has the focus', async ({
  page,
  picture,
}) => {
  await page.goto(`/images/${picture.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'All pictures' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Gallery' })).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});

test('nothing moves by itself for who asked for that', async ({ page, picture }) => {
  await page.goto(`/?q=${encodeURIComponent(picture.title)}`);
  await expect(page.getByRole('img').first()).toBeVisible();
  await planeBar(page).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .map((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0))
      .filter((duration) => duration > 1),
  );
  expect(moving).toEqual([]);
});

test('the theme is the system’s until a person chooses, and then theirs', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/login');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.getByRole('button', { name: 'Switch to light colours' }).click();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
});
