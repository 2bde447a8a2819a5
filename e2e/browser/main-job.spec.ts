import { password } from '../support/accounts.js';
import { phonePhoto } from '../support/pictures.js';
import { accountLink, expect, expectDrawn, planeBar, signUpByForm, test, tiles } from './page.js';

test.use({ expectedStatuses: [401, 429] });

test('a visitor signs up, uploads a photo, pulls it until the plan ends, upgrades on the spot and pulls on', {
  tag: '@phone',
}, async ({ page, colorScheme }) => {
  test.slow();
  const { name } = await signUpByForm(page);
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', String(colorScheme));
  const title = `Harbour ${Date.now()}`;
  const bar = planeBar(page);
  const pullButton = page.getByRole('button', { name: 'Pull picture' });
  let address = '';

  await test.step('uploads a photo', async () => {
    await page.getByRole('link', { name: 'Upload', exact: true }).click();
    const file = { name: 'harbour.jpg', mimeType: 'image/jpeg', buffer: await phonePhoto() };
    await page.getByLabel('Pictures', { exact: true }).setInputFiles(file);
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Alternative text').fill('Boats at their moorings');
    await page.getByLabel('Tags').fill('harbour, evening');
    await page.getByRole('button', { name: 'Upload 1 picture' }).click();
    await page.getByRole('link', { name: `See ${title}` }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(page.getByRole('region', { name: 'About this picture' })).toContainText('3000 × 4000');
    address = page.url();
  });

  await test.step('sees it in the gallery', async () => {
    await page.getByRole('link', { name: 'Gallery', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search pictures' }).fill(title);
    await expect(page).toHaveURL(/[?&]q=/);
    const card = tiles(page).filter({ hasText: title });
    await expectDrawn(card.getByRole('img', { name: 'Boats at their moorings' }));
    await card.getByRole('link', { name: title }).click();
    await expect(page).toHaveURL(address);
  });

  await test.step('pulls it in another size and format, and reads what is left', async () => {
    await page.getByRole('textbox', { name: 'Width' }).fill('300');
    await page.getByText('WebP', { exact: true }).click();
    await expect(page.getByText('Will be 300 × 400')).toBeVisible();
    await pullButton.click();
    const result = page.getByRole('figure', { name: 'Pulled picture' });
    await expect(result).toContainText(/WEBP · 300\s×\s400 · [\d.]+\sk?B/);
    await expect(bar).toContainText('status 200');
    await expect(bar).toContainText('image-store');
    // The upload was the first of ten.
    await expect(bar).toContainText('8 of 10 left');
    await expect(page.getByRole('link', { name: 'Download' })).toHaveAttribute(
      'download',
      /harbour.*\.webp$/i,
    );
  });

  await test.step('pulls until the plan ends', async () => {
    for (let left = 7; left >= 0; left -= 1) {
      await pullButton.click();
      await expect(bar).toContainText(`${left} of 10 left`);
    }
    await pullButton.click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('That was all of your Personal plan');
    await expect(alert).toContainText(/or wait \d+ s/);
  });

  await test.step('upgrades where it was refused, and pulls on', async () => {
    await page.getByRole('button', { name: 'Upgrade to Team: 100 a minute' }).click();
    await expect(page.getByText('You are on the Team plan now. Go on.')).toBeVisible();
    await expect(accountLink(page, name)).toContainText('Team');
    await pullButton.click();
    await expect(bar).toContainText(/\d+ of 100 left/);
    await expect(bar).toContainText('status 200');
  });

  await test.step('stays logged in over a reload', async () => {
    await page.reload();
    await expect(accountLink(page, name)).toBeVisible();
    await expect(pullButton).toBeVisible();
  });

  await test.step('deletes it', async () => {
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    await expect(page.getByText(`“${title}” is deleted.`)).toBeVisible();
  });

  await test.step('logs out, and in again', async () => {
    await accountLink(page, name).click();
    await page.getByRole('button', { name: 'Log out', exact: true }).click();
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
