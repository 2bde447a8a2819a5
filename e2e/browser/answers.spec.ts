import { call } from '../support/http.js';
import { pullPath } from '../support/images.js';
import { becomeUser, expect, planeBar, test } from './page.js';

test.use({ expectedStatuses: [401, 429] });

test('the drawer tells of the page and of every request how it was answered', { tag: '@phone' }, async ({
  page,
  owner,
  picture,
}) => {
  await page.goto('/?imagehub-variant=gallery:masonry');
  await expect(page.getByRole('listitem').first()).toBeVisible();
  await planeBar(page).click();
  const drawer = page.getByRole('dialog', { name: 'How was this answered?' });
  const requests = drawer.getByRole('list', { name: 'Requests' });
  const way = drawer.getByRole('list', { name: 'The way of this request' });

  // The page itself is the oldest.
  await requests.getByRole('button').last().click();
  await expect(way).toContainText('frontend v2 · standard');
  await expect(way).toContainText('gallery = masonry');
  await expect(way).toContainText('class of service standard');

  await requests.getByRole('button', { name: /GET\s*\/api\/images\?/ }).click();
  await expect(way).toContainText(/image-store v\d · standard/);
  await expect(way).toContainText('not counted against a plan');
  await drawer.getByText('Response headers', { exact: true }).click();
  await expect(drawer.getByText('x-imagehub-served-by')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(planeBar(page)).toBeFocused();

  await test.step('a higher class, and what is left of the plan', async () => {
    await page.request.post('/api/auth/login', { data: { name: owner.name, password: owner.password } });
    await page.goto(`/images/${picture.id}`);
    await expect(page.getByRole('figure', { name: 'Pulled picture' })).toBeVisible();
    await planeBar(page).click();
    const pulled = requests.getByRole('button', { name: /\/pull\?/ });
    // The newest is open from the beginning.
    if ((await pulled.getAttribute('aria-expanded')) === 'false') await pulled.click();
    await expect(way).toContainText('class of service performance');
    await expect(way).toContainText('plan enterprise: admitted');
    await expect(way).toContainText(/\d+ of 1,000 left, more in \d+ s/);
    await expect(drawer).toContainText(
      /Time: [\d.]+\sms browser, network and edge, [\d.]+\sms behind the edge/,
    );
  });
});

test('a refusal is shown where it was made: in the sidecar, before the service', async ({
  page,
  picture,
}) => {
  const { token } = await becomeUser(page, 'personal');
  for (let pulls = 0; pulls < 10; pulls += 1) await call(pullPath(picture, 'w=16'), { token });
  await page.goto(`/images/${picture.id}`);
  await page.getByRole('button', { name: 'Pull picture' }).click();
  await expect(page.getByRole('alert')).toContainText('That was all of your Personal plan');
  await planeBar(page).click();
  const way = page.getByRole('list', { name: 'The way of this request' });
  const refused = page.getByRole('button', { name: /429\s*GET/ });
  if ((await refused.getAttribute('aria-expanded')) === 'false') await refused.click();
  await expect(way).toContainText('plan personal: refused');
  await expect(way).toContainText('answered here with 429; the service never saw it');
  await expect(way.getByRole('listitem').last()).toContainText('not reached');
});
