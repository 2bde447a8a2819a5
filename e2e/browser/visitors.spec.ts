import { signUp } from '../support/accounts.js';
import { uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { becomeUser, expect, test } from './page.js';

test('a visitor without an account sees the gallery and a picture, and is asked to log in to pull', async ({
  page,
  picture,
}) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Gallery' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Pictures' }).getByRole('listitem').first()).toBeVisible();

  await page.goto(`/images/${picture.id}`);
  await expect(page.getByRole('heading', { level: 1, name: picture.title })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pull picture' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Log in to pull' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
});

test('the search finds a picture by a word of its title', async ({ page, owner }) => {
  const title = `Kererū ${Date.now()}`;
  await uploadImage(owner, await smallPicture(), { title });
  await page.goto('/');
  await page.getByRole('searchbox', { name: 'Search pictures' }).fill(title);
  await expect(page.getByRole('list', { name: 'Pictures' }).getByRole('listitem')).toHaveCount(1);
  await expect(page.getByRole('link', { name: title })).toBeVisible();
});

test.describe('a private picture', () => {
  test.use({ expectedStatuses: [401, 404] });

  test('is there for its owner and for nobody else', async ({ page, browser }) => {
    const { token } = await becomeUser(page, 'personal');
    const title = `Private ${Date.now()}`;
    const image = await uploadImage({ token }, await smallPicture(), {
      title,
      visibility: 'private',
    });
    await page.goto('/');
    const card = page
      .getByRole('list', { name: 'Pictures' })
      .getByRole('listitem')
      .filter({ hasText: title });
    await expect(card).toContainText('Private');
    await expect
      .poll(() => card.getByRole('img').evaluate((element) => (element as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);

    const other = await browser.newPage();
    await becomeUser(other, 'team');
    await other.goto('/');
    await expect(other.getByRole('heading', { level: 1, name: 'Gallery' })).toBeVisible();
    await expect(other.getByText(title)).toHaveCount(0);
    await other.goto(`/images/${image.id}`);
    await expect(other.getByText('There is nothing here')).toBeVisible();
    await other.close();
  });
});

test.describe('text from people', () => {
  test('is shown as text, never run', async ({ page, owner }) => {
    const title = `<img src=x onerror="document.title='run'"> ${Date.now()}`;
    const image = await uploadImage(owner, await smallPicture(), { title, tags: '<script>, "quoted"' });
    await page.goto(`/images/${image.id}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.getByText('<script>')).toBeVisible();
    await expect(page).not.toHaveTitle('run');
  });
});

test.describe('an unknown address', () => {
  test.use({ expectedStatuses: [401, 404] });

  test('is answered 404', async ({ page }) => {
    const response = await page.goto('/no/such/page');
    expect(response?.status()).toBe(404);
  });

  test('of a picture too', async ({ page }) => {
    await page.goto('/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab');
    await expect(page.getByText('There is nothing here')).toBeVisible();
    await page.getByRole('link', { name: 'Back to the gallery' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Gallery' })).toBeVisible();
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('every page fits without scrolling sideways', async ({ page, picture }) => {
    const account = await signUp('team');
    await uploadImage(account, await smallPicture(), { title: 'x'.repeat(120) });
    const fits = async (path: string) => {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(360);
    };
    for (const path of ['/', '/login', '/signup', `/images/${picture.id}`]) await fits(path);

    await becomeUser(page, 'personal');
    for (const path of ['/', '/upload', '/account', `/images/${picture.id}`]) await fits(path);
    await page.getByRole('button', { name: 'Pull picture' }).click();
    await expect(page.getByRole('region', { name: 'Pulled picture' })).toContainText('WEBP');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});

test('the page is usable from the keyboard: the first Tab offers the way past the navigation', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Gallery' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
});
