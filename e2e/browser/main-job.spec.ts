import { password } from '../support/accounts.js';
import { phonePhoto } from '../support/pictures.js';
import { accountLink, expect, signUpByForm, test } from './page.js';

test.use({ expectedStatuses: [401, 429] });

test('a visitor signs up, uploads a photo, pulls it until the plan ends, upgrades and pulls on', async ({
  page,
}) => {
  test.slow();
  const { name } = await signUpByForm(page);
  const title = `Harbour ${Date.now()}`;
  const answer = page.getByRole('status', { name: 'How this was answered' });
  const pullButton = page.getByRole('button', { name: 'Pull picture' });
  let address = '';

  await test.step('uploads a photo', async () => {
    await page.getByRole('link', { name: 'Upload', exact: true }).click();
    const file = { name: 'harbour.jpg', mimeType: 'image/jpeg', buffer: await phonePhoto() };
    await page.getByLabel('Picture', { exact: true }).setInputFiles(file);
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Tags').fill('harbour, evening');
    await page.getByRole('button', { name: 'Upload picture' }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(page.getByRole('region', { name: 'About this picture' })).toContainText('3000 × 4000');
    address = page.url();
  });

  await test.step('sees it in the gallery', async () => {
    await page.getByRole('link', { name: 'Gallery', exact: true }).click();
    const card = page
      .getByRole('list', { name: 'Pictures' })
      .getByRole('listitem')
      .filter({ hasText: title });
    await expect(card).toBeVisible();
    const thumbnail = card.getByRole('img', { name: `${title}, by ${name}` });
    await expect
      .poll(() => thumbnail.evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);
    await card.getByRole('link', { name: title }).click();
    await expect(page).toHaveURL(address);
  });

  await test.step('pulls it in another size and format, and reads what is left', async () => {
    await page.getByLabel('Width').fill('300');
    await page.getByLabel('Format', { exact: true }).selectOption({ label: 'WEBP' });
    await pullButton.click();
    const result = page.getByRole('region', { name: 'Pulled picture' });
    await expect(result).toContainText(/WEBP · 300 × 400 · [\d.]+ k?B/);
    await expect(answer).toContainText('status 200');
    await expect(answer).toContainText('image-store/v1/standard');
    // The upload was the first of ten.
    await expect(answer).toContainText('8 of 10 left');
    await expect(page.getByRole('link', { name: 'Download' })).toHaveAttribute(
      'download',
      /harbour.*\.webp$/i,
    );
  });

  await test.step('pulls until the plan ends', async () => {
    for (let left = 7; left >= 0; left -= 1) {
      await pullButton.click();
      await expect(answer).toContainText(`${left} of 10 left`);
    }
    await pullButton.click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('That was all of your Personal plan');
    await expect(alert).toContainText(/Pull again in \d+ s/);
    await expect(answer).toContainText('status 429');
  });

  await test.step('upgrades', async () => {
    await page.getByRole('alert').getByRole('link', { name: 'See bigger plans' }).click();
    await expect(page.getByRole('meter', { name: 'Pulls left' })).toBeVisible();
    await page.getByRole('button', { name: 'Change to Team' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'You are on the Team plan now' })).toBeVisible();
    await expect(accountLink(page, name)).toContainText('Team');
  });

  await test.step('pulls on', async () => {
    await page.getByRole('link', { name: 'Gallery', exact: true }).click();
    await page.getByRole('link', { name: title }).click();
    await pullButton.click();
    await expect(answer).toContainText(/\d+ of 100 left/);
    await expect(answer).toContainText('status 200');
  });

  await test.step('stays logged in over a reload', async () => {
    await page.reload();
    await expect(accountLink(page, name)).toBeVisible();
    await expect(pullButton).toBeVisible();
  });

  await test.step('deletes it', async () => {
    await page.getByRole('button', { name: 'Delete picture' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    await expect(page.getByText(`“${title}” is deleted.`)).toBeVisible();
  });

  await test.step('logs out, and in again', async () => {
    await accountLink(page, name).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible();

    await page.goto('/login');
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('alert')).toContainText('Name or password is wrong');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(accountLink(page, name)).toBeVisible();
  });
});
