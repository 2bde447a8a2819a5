import { call } from '../support/http.js';
import { uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { becomeUser, expect, expectDrawn, test, tiles } from './page.js';

test('a visitor without an account sees the gallery and a picture, and is asked to log in to pull', {
  tag: '@phone',
}, async ({ page, picture }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Gallery' })).toBeVisible();
  await expect(tiles(page).first()).toBeVisible();

  await page.goto(`/images/${picture.id}`);
  await expect(page.getByRole('heading', { level: 1, name: picture.title })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pull picture' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Log in to pull' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
});

test('a page that needs an account leads to log-in, and on to it after', async ({ page, owner }) => {
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await page.getByLabel('Name').fill(owner.name);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Account' })).toBeVisible();
});

test.describe('a guesser', () => {
  test.use({ expectedStatuses: [401, 429] });

  test('is told how long to wait', async ({ page }) => {
    const { name } = await becomeUser(page, 'personal');
    // A device that the account does not know.
    await page.context().clearCookies();
    const guess = () => call('/api/auth/login', { json: { name, password: 'a wrong guess' } });
    while ((await guess()).status === 401);
    await page.goto('/login');
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password', { exact: true }).fill('a wrong guess');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('alert')).toContainText('Too many wrong passwords');
    await expect(page.getByRole('alert')).toContainText(/Try again in \d+:\d\d/);
  });
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
    const search = `/?q=${encodeURIComponent(title)}`;
    await page.goto(search);
    const card = tiles(page).filter({ hasText: title });
    await expect(card).toContainText('Private');
    await expectDrawn(card.getByRole('img'));

    const other = await browser.newPage();
    await becomeUser(other, 'team');
    await other.goto(search);
    await expect(other.getByRole('button', { name: 'Show everything' })).toBeVisible();
    await expect(tiles(other)).toHaveCount(0);
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
