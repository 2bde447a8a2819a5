import { expect, test } from '@playwright/test';

test('the reference shows each route with examples, loads nothing from elsewhere and breaks no policy', async ({
  page,
  baseURL,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(String(baseURL)).origin) complaints.push(request.url());
  });
  await page.goto('/docs');
  await expect(page.getByRole('heading', { name: 'Image Hub', exact: true })).toBeVisible();
  await page
    .getByRole('link', { name: /Make an account/ })
    .first()
    .click();
  await expect(
    page.getByText('The name "mary" is taken').or(page.getByText('"plan": "personal"')).first(),
  ).toBeVisible();
  expect(complaints).toEqual([]);
});
