import { type Account, signUp } from '../support/accounts.js';
import { uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { test as base, becomeUser, expect, tiles } from './page.js';

/** An account with a few pictures, newest last. */
const test = base.extend<object, { collector: Account }>({
  collector: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from here.
    async ({}, use) => {
      const collector = await signUp('enterprise');
      for (const [title, tags] of [
        ['Lighthouse at dusk', 'lighthouse, early'],
        ['Lighthouse at noon', 'lighthouse'],
        ['Ferry at dusk', 'ferry, early'],
        ['Ferry at noon', 'ferry'],
      ] as const)
        await uploadImage(collector, await smallPicture(), { title, tags });
      await use(collector);
    },
    { scope: 'worker' },
  ],
});

test('search, tags and order narrow the gallery, and the address keeps them', { tag: '@phone' }, async ({
  page,
  collector,
}) => {
  await page.goto(`/?owner=${collector.id}`);
  await expect(page.getByText(`By ${collector.name}`, { exact: true })).toBeVisible();
  await expect(tiles(page)).toHaveCount(4);
  const search = page.getByRole('searchbox', { name: 'Search pictures' });
  await search.fill('lighthouse noon');
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'Lighthouse at noon' })).toBeVisible();
  await search.fill('nothing of the kind');
  await page.getByRole('button', { name: 'Show everything' }).click();

  const tag = (name: string) => page.getByRole('button', { name, exact: true });
  await page.goto(`/?owner=${collector.id}&tag=early`);
  await expect(tiles(page)).toHaveCount(2);
  await expect(tag('early')).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('link', { name: 'Ferry at dusk' }).click();
  await page.getByRole('link', { name: 'ferry', exact: true }).click();
  await expect(page).toHaveURL(/tag=ferry/);
  await expect(tag('ferry')).toHaveAttribute('aria-pressed', 'true');
  await tag('ferry').click();
  await expect(page).not.toHaveURL(/tag=/);
});

test('likes are counted once for each person, and bring a picture up', async ({ page, collector }) => {
  await becomeUser(page, 'personal');
  await page.goto(`/?owner=${collector.id}&q=${encodeURIComponent('Lighthouse at dusk')}`);
  await page.getByRole('link', { name: 'Lighthouse at dusk' }).click();
  const like = page.getByRole('button', { name: /^Like/ });
  await like.click();
  await expect(like).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(like).toHaveAccessibleName('Like, 1 like');
  await page.goto(`/?owner=${collector.id}`);
  await page.getByText('Most liked').click();
  await expect(tiles(page).first()).toContainText('Lighthouse at dusk');
  await tiles(page).first().getByRole('link').click();
  await like.click();
  await expect(like).toHaveAccessibleName('Like, 0 likes');
});
