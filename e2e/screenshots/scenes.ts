import type { Page } from '@playwright/test';
import { type Plan, password } from '../support/accounts.js';
import type { Camera, Device } from './camera.js';

type Scene = (camera: Camera) => Promise<void>;

/** What a new hub shows that suits each scene; the demo pictures are the same in every hub. */
const PICTURE = 'Low sun';

/** In ms: a chart of the last minute has something to show. */
const BETWEEN_PULLS = 2_500;

/** Every page, as people meet it. */
export const scenes: Scene[] = [
  gallery('desktop', 'grid', 'gallery-grid'),
  gallery('desktop', 'masonry', 'gallery-masonry'),
  gallery('phone', 'masonry', 'gallery-phone'),
  picture,
  picturePhone,
  refusedAndAccount,
  access,
  upload,
];

function gallery(device: Device, layout: string, name: string): Scene {
  return async ({ visit, shoot }) => {
    const page = await visit(device);
    // As the experiment gives it: a forced variant would hold for the page and for none of its requests.
    do {
      await page.context().clearCookies();
      await become(page, 'mary', 'personal');
      await page.goto('/');
      await page.getByRole('listitem').first().waitFor();
    } while ((await page.locator(`ul[data-layout="${layout}"]`).count()) === 0);
    await page.getByRole('button', { name: 'landscape' }).waitFor();
    await shoot(page, name);
    await page.context().close();
  };
}

async function picture({ visit, shoot }: Camera): Promise<void> {
  const page = await visit('desktop');
  await become(page, 'noor', 'enterprise');
  await open(page, PICTURE);
  for (const format of ['AVIF', 'WebP', 'PNG', 'JPEG']) await pullAs(page, format);
  await shoot(page, 'picture');
  await page.getByRole('button', { name: 'How was this answered?' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'answer');
  await page.context().close();
}

async function picturePhone({ visit, shoot }: Camera): Promise<void> {
  const page = await visit('phone');
  await become(page, 'kim', 'team');
  await open(page, PICTURE);
  await page.getByRole('figure', { name: 'Pulled picture' }).waitFor();
  await shoot(page, 'picture-phone');
  await page.getByRole('button', { name: 'How was this answered?' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'answer-phone');
  await page.context().close();
}

/** The small plan to its end: the refusal, where it was made, and the meter. */
async function refusedAndAccount({ visit, shoot }: Camera): Promise<void> {
  const page = await visit('desktop');
  await become(page, 'mary', 'personal');
  await open(page, 'Ridges at dawn');
  const link = page.getByRole('link', { name: /Account of/ });
  for (let left = 9; left >= 0; left -= 1) {
    await page.getByRole('button', { name: 'Pull picture' }).click();
    await link.filter({ hasText: `${left} left` }).waitFor();
    await page.waitForTimeout(BETWEEN_PULLS);
    if (left === 3) {
      await link.click();
      await page.getByRole('article').first().waitFor();
      await shoot(page, 'account');
      await page.goBack();
    }
  }
  await page.getByRole('button', { name: 'Pull picture' }).click();
  await page.getByRole('button', { name: /^Upgrade to Team/ }).waitFor();
  await shoot(page, 'refused');
  await page.getByRole('button', { name: 'How was this answered?' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'refused-answer');
  await page.context().close();
}

async function upload({ visit, shoot }: Camera): Promise<void> {
  const page = await visit('desktop');
  await become(page, 'ines', 'team');
  await page.goto('/upload');
  const files = await Promise.all(['Ink', 'Loops', 'Julia'].map((title) => fileOf(page, title)));
  await page.getByLabel('Pictures', { exact: true }).setInputFiles(files.slice(0, 1));
  await page.getByRole('button', { name: 'Upload 1 picture' }).click();
  await page.getByRole('link', { name: /^See/ }).waitFor();
  await page.getByLabel('Pictures', { exact: true }).setInputFiles(files.slice(1));
  await page.getByRole('button', { name: 'Upload 2 pictures' }).scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 320);
  await shoot(page, 'upload');
  await page.context().close();
}

async function access({ visit, shoot }: Camera): Promise<void> {
  const page = await visit('desktop');
  for (const [path, name] of [
    ['/signup', 'sign-up'],
    ['/login', 'log-in'],
  ] as const) {
    await page.goto(path);
    await page.locator('main img').nth(8).waitFor();
    await shoot(page, name);
  }
  await page.context().close();
}

/** Logs a page's browser in as a person of a plan, who is signed up at the first time. */
async function become(page: Page, name: string, plan: Plan): Promise<void> {
  const login = await page.request.post('/api/auth/login', { data: { name, password } });
  if (login.ok()) return;
  const signUp = await page.request.post('/api/auth/signup', { data: { name, password, plan } });
  if (!signUp.ok()) throw new Error(`sign-up answers ${signUp.status()}`);
}

/** The address of a demo picture's page; the newest of that title. */
async function find(page: Page, title: string): Promise<string> {
  const response = await page.request.get(`/api/images?q=${encodeURIComponent(title)}`);
  const { items } = (await response.json()) as { items: { id: string; title: string }[] };
  const found = items.find((image) => image.title === title);
  if (!found) throw new Error(`The hub has no picture "${title}": it wants the demo pictures`);
  return found.id;
}

async function open(page: Page, title: string): Promise<void> {
  await page.goto(`/images/${await find(page, title)}`);
  await page.getByRole('button', { name: 'Pull picture' }).waitFor();
}

async function pullAs(page: Page, format: string): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Format' }).getByText(format, { exact: true }).click();
  await page
    .getByRole('figure', { name: 'Pulled picture' })
    .filter({ hasText: format.toUpperCase() })
    .waitFor();
}

/** A file to upload: the thumbnail of a demo picture. */
async function fileOf(page: Page, title: string) {
  const response = await page.request.get(`/api/images/${await find(page, title)}/thumbnail`);
  return { name: `${title.toLowerCase()}.webp`, mimeType: 'image/webp', buffer: await response.body() };
}
