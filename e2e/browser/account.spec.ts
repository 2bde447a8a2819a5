import { password } from '../support/accounts.js';
import { call } from '../support/http.js';
import { pullPath, uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { accountLink, becomeAccount, becomeUser, expect, test } from './page.js';

test.use({ expectedStatuses: [401, 403, 404] });

test('the meter follows the answers, the reset counts down, and the last minute is drawn', {
  tag: '@phone',
}, async ({ page, picture }) => {
  await becomeUser(page, 'personal');
  await page.goto(`/images/${picture.id}`);
  for (let left = 9; left >= 8; left -= 1) {
    await page.getByRole('button', { name: 'Pull picture' }).click();
    await expect(page.getByRole('link', { name: /Account of/ })).toContainText(`${left} left`);
  }
  await page.getByRole('link', { name: /Account of/ }).click();
  await expect(page.getByRole('meter', { name: 'Pulls left' })).toHaveAttribute(
    'aria-valuetext',
    '8 of 10 pulls left',
  );
  await expect(page.getByRole('img', { name: '2 admitted, 0 refused' })).toBeVisible();
  const reset = page.getByText(/^More in \d+ s$/);
  const seconds = async () => Number((await reset.textContent())?.match(/\d+/)?.[0]);
  const before = await seconds();
  await expect.poll(seconds).toBeLessThan(before);
});

test('a plan can be upgraded and downgraded, and the cards say which way', { tag: '@phone' }, async ({
  page,
}) => {
  const { name } = await becomeUser(page, 'team');
  await page.goto('/account');
  for (const limit of ['10', '100', '1,000'])
    await expect(page.getByRole('article').getByText(limit, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Upgrade to Enterprise' }).click();
  await expect(accountLink(page, name)).toContainText('Enterprise');
  await page.getByRole('button', { name: 'Downgrade to Personal' }).click();
  await expect(page.getByText('You are on the Personal plan now.')).toBeVisible();
  await expect(accountLink(page, name)).toContainText('Personal');
});

test('log out everywhere ends the log-in on another device too', async ({ page, browser }) => {
  const account = await becomeUser(page, 'personal');
  const other = await browser.newPage();
  await becomeAccount(other, account);
  await other.goto('/');
  await expect(accountLink(other, account.name)).toBeVisible();
  await page.goto('/account');
  await page.getByRole('button', { name: 'Log out everywhere' }).click();
  await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible();
  await other.reload();
  await expect(other.getByRole('link', { name: 'Log in' })).toBeVisible();
  await other.close();
});

test('an account is deleted with its pictures, after its password', { tag: '@phone' }, async ({
  page,
  owner,
}) => {
  const { name, token } = await becomeUser(page, 'personal');
  const image = await uploadImage({ token }, await smallPicture(), { title: 'Soon gone' });
  await page.goto('/account');
  await page.getByRole('button', { name: 'Delete account…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this account' });
  await dialog.getByRole('button', { name: 'Delete account and pictures' }).click();
  await expect(dialog.getByText('Give your password to confirm.')).toBeVisible();
  await dialog.getByLabel('Your password', { exact: true }).fill('not the password');
  await dialog.getByRole('button', { name: 'Delete account and pictures' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Your password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Delete account and pictures' }).click();
  await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible();

  const login = await call('/api/auth/login', { json: { name, password } });
  expect(login.status).toBe(401);
  await expect
    .poll(async () => (await call(pullPath(image), { token: owner.token })).status, { timeout: 20_000 })
    .toBe(404);
});
