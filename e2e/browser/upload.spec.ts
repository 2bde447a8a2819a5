import { randomBytes } from 'node:crypto';
import { smallPicture } from '../support/pictures.js';
import { becomeUser, expect, test } from './page.js';

test.use({ expectedStatuses: [401, 415, 422, 429] });

async function pictures(...names: string[]) {
  return Promise.all(
    names.map(async (name) => ({ name, mimeType: 'image/jpeg', buffer: await smallPicture() })),
  );
}

test('several pictures go up at once, each with its own progress, and one that is broken stops no other', {
  tag: '@phone',
}, async ({ page }) => {
  await becomeUser(page, 'team');
  await page.goto('/upload');
  const broken = { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: randomBytes(4_000) };
  await page
    .getByLabel('Pictures', { exact: true })
    .setInputFiles([...(await pictures('one.jpg', 'two.jpg', 'three.jpg')), broken]);
  const list = page.getByRole('list', { name: 'Pictures to upload' });
  await expect(list.getByRole('listitem')).toHaveCount(4);
  await page.getByRole('button', { name: 'Remove three.jpg' }).click();
  await page.getByRole('button', { name: 'Upload 3 pictures' }).click();
  await expect(page.getByText('2 of 3 uploaded')).toBeVisible();
  const failed = list.getByRole('listitem').filter({ hasText: 'broken.jpg' });
  await expect(failed.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Retry broken.jpg' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear what is done' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
});

test('a picture that changes on its way is refused, and stored when it is sent again', async ({ page }) => {
  await becomeUser(page, 'team');
  await page.goto('/upload');
  await page.getByLabel('Pictures', { exact: true }).setInputFiles(await pictures('harbour.jpg'));
  const other = await smallPicture(60, 40);
  await page.route(/title=harbour/, (route) => route.continue({ postData: other }), { times: 1 });
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  const row = page.getByRole('list', { name: 'Pictures to upload' }).getByRole('listitem');
  await expect(row.getByRole('alert')).toContainText('is not what arrived');
  await page.getByRole('button', { name: 'Retry harbour.jpg' }).click();
  await expect(page.getByText('1 of 1 uploaded')).toBeVisible();
});

test.describe('a connection that breaks', () => {
  test.use({ isBroken: true });

  test('loses no upload: it is sent again and stored once, and one under way can be cancelled', async ({
    page,
  }) => {
    const { id } = await becomeUser(page, 'team');
    await page.goto('/upload');
    await page
      .getByLabel('Pictures', { exact: true })
      .setInputFiles(await pictures('kept.jpg', 'dropped.jpg'));

    let attempts = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/title=dropped/, async (route) => {
      await held;
      await route.abort();
    });
    // The answer is lost after the picture is stored, as when a connection breaks.
    await page.route(/title=kept/, async (route) => {
      attempts += 1;
      const response = await route.fetch();
      expect([200, 201]).toContain(response.status());
      if (attempts === 1) await route.abort('connectionreset');
      else await route.fulfill({ response });
    });
    await page.getByRole('button', { name: 'Upload 2 pictures' }).click();
    await expect(page.getByRole('button', { name: 'Retry kept.jpg' })).toBeVisible();
    await page.getByRole('button', { name: 'Cancel dropped.jpg' }).click();
    await expect(page.getByText('Cancelled')).toBeVisible();
    release();
    await page.getByRole('button', { name: 'Retry kept.jpg' }).click();
    await page.getByRole('link', { name: 'See kept' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'kept' })).toBeVisible();
    const stored = await page.request.get(`/api/images?owner=${id}`);
    expect(((await stored.json()) as { items: unknown[] }).items).toHaveLength(1);
  });
});

test('dropped files are taken, and what is no picture or too large is named before anything is sent', async ({
  page,
}) => {
  await becomeUser(page, 'personal');
  await page.goto('/upload');
  const zone = page.getByText('Drop pictures here, or choose them');
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'fine.png', { type: 'image/png' }));
    data.items.add(new File(['x'], 'notes.txt', { type: 'text/plain' }));
    data.items.add(new File([new Uint8Array(20_000_001)], 'huge.jpg', { type: 'image/jpeg' }));
    return data;
  });
  await zone.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByRole('list', { name: 'Pictures to upload' }).getByRole('listitem')).toHaveCount(1);
  await expect(page.getByRole('alert')).toContainText('notes.txt: This file is no picture.');
  await expect(page.getByRole('alert')).toContainText('huge.jpg: This file has 20 MB');
});

test('a plan that ends in the middle keeps the rest, offers the upgrade and goes on', async ({ page }) => {
  test.slow();
  await becomeUser(page, 'personal');
  await page.goto('/upload');
  const names = Array.from({ length: 12 }, (_, index) => `${index}.jpg`);
  await page.getByLabel('Pictures', { exact: true }).setInputFiles(await pictures(...names));
  await page.getByRole('button', { name: 'Upload 12 pictures' }).click();
  await page.getByRole('button', { name: 'Upgrade to Team: 100 a minute' }).click();
  await expect(page.getByText('You are on the Team plan now. Go on.')).toBeVisible();
  await page.getByRole('button', { name: 'Retry all that failed' }).click();
  await expect(page.getByText(/1[012] of 12 uploaded/)).toBeVisible();
});
