import type { Page } from '@playwright/test';
import { uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { becomeAccount, becomeUser, expect, expectDrawn, planeBar, test } from './page.js';

/** The radio itself is out of sight; its label is what people click. */
async function chooseFormat(page: Page, name: string): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Format' }).getByText(name, { exact: true }).click();
}

test('a plan with room shows a live preview: every change is pulled, and nothing is pulled twice', {
  tag: '@phone',
}, async ({ page, owner }) => {
  const image = await uploadImage(owner, await smallPicture(800, 600), { title: 'A live preview' });
  await becomeAccount(page, owner);
  const pulls: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/pull?')) pulls.push(new URL(request.url()).search);
  });
  const plansTold = page.waitForResponse('**/api/plans');
  await page.goto(`/images/${image.id}`);
  const result = page.getByRole('figure', { name: 'Pulled picture' });
  await expect(result).toContainText(/\w+ · 800\s×\s600 · [\d.]+\sk?B/);
  await expectDrawn(result.getByRole('img'));

  // The page asks for the plans meanwhile, and the bar shows the latest answer: from here on that is the pull's.
  await plansTold;
  await chooseFormat(page, 'AVIF');
  await expect(result).toContainText(/AVIF · 800\s×\s600/);
  await expect(planeBar(page).getByText(/of 1,000 left/)).toBeInViewport({ ratio: 1 });
  await page.getByRole('slider', { name: 'Width' }).press('Home');
  await expect(result).toContainText(/AVIF · 16\s×\s12/);
  await expect(result).toBeInViewport({ ratio: 0.9 });
  await page.getByRole('button', { name: /^AVIF · 800\s×\s600/ }).click();
  await expect(result).toContainText(/AVIF · 800\s×\s600/);
  await expect(page.getByRole('button', { name: /^AVIF · 800\s×\s600/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.getByRole('textbox', { name: 'Width' }).fill('800');
  await chooseFormat(page, 'Auto');
  await expect(result).not.toContainText('AVIF');
  expect(pulls).toEqual(['?w=800', '?w=800&format=avif', '?w=16&format=avif']);
});

test('a small plan pulls on request alone, and the command for it is ready to be copied', {
  tag: '@phone',
}, async ({ page, context, picture }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { token } = await becomeUser(page, 'personal');
  await page.goto(`/images/${picture.id}`);
  await page.getByRole('textbox', { name: 'Width' }).fill('200');
  await page.getByRole('textbox', { name: 'Height' }).fill('200');
  await page
    .getByRole('combobox', { name: 'Fit' })
    .selectOption({ label: 'Cover: fill the box, crop the rest' });
  await chooseFormat(page, 'JPEG');
  await page.getByRole('textbox', { name: 'Quality' }).fill('40');
  await expect(page.getByText('Will be 200 × 200')).toBeVisible();
  await expect(page.getByRole('figure', { name: 'Pulled picture' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Copy command' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const url = `/api/images/${picture.id}/pull?w=200&h=200&fit=cover&format=jpeg&quality=40`;
  expect(command).toContain(`curl -H "Authorization: Bearer $TOKEN" -o picture.jpeg '`);
  expect(command).toContain(url);
  await page.getByRole('button', { name: 'Copy access token' }).click();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split('.')).toHaveLength(
    token.split('.').length,
  );

  await page.getByRole('button', { name: 'Pull picture' }).click();
  await expect(page.getByRole('figure', { name: 'Pulled picture' })).toContainText('JPEG · 200 × 200');
  await expect(planeBar(page)).toContainText('9 of 10 left');
});

test.describe('a size that the service refuses', () => {
  test.use({ expectedStatuses: [400, 401] });

  test('is told at its field', async ({ page, picture }) => {
    await becomeUser(page, 'personal');
    await page.goto(`/images/${picture.id}`);
    await page.getByRole('textbox', { name: 'Width' }).fill('9000');
    await page.getByRole('button', { name: 'Pull picture' }).click();
    await expect(page.getByRole('textbox', { name: 'Width' })).toHaveAccessibleDescription(/4096/);
  });
});

test('the owner edits, hides and shows a picture', { tag: '@phone' }, async ({ page, owner, picture }) => {
  const image = await uploadImage(owner, await smallPicture(), { title: 'Before', tags: 'one' });
  await becomeAccount(page, owner);
  await page.goto(`/images/${image.id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit this picture' });
  await dialog.getByLabel('Title').fill('');
  await expect(dialog.getByText('Give it a title.')).toBeVisible();
  await dialog.getByLabel('Title').fill('After');
  await dialog.getByLabel('Alternative text').fill('Grey noise');
  await dialog.getByLabel('Tags').fill('two, three');
  await dialog.getByRole('radio', { name: /Private/ }).check();
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { level: 1, name: 'After' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'three' })).toBeVisible();
  const facts = page.getByRole('region', { name: 'About this picture' });
  await expect(facts).toContainText('Private');
  await expect(page.getByRole('img', { name: 'Grey noise' })).toBeVisible();

  await becomeUser(page, 'personal');
  await page.goto(`/images/${picture.id}`);
  await expect(page.getByRole('button', { name: 'Pull picture' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0);
});
