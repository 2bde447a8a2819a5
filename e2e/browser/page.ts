import type { Locator, Page } from '@playwright/test';
import { type Account, newName, type Plan, password } from '../support/accounts.js';
import { test as base, expect } from '../support/fixtures.js';

interface Fixtures {
  /** Answers that the page may be refused with, such as 429: Chromium logs each refused request as an error. */
  expectedStatuses: number[];
  /** Whether connections are broken on purpose, which Chromium logs as errors too. */
  isBroken: boolean;
  /**
   * Every page is watched: a script error, a blocked resource or a logged error fails its test, and on a phone
   * anything wider than the screen, too.
   */
  watched: undefined;
}

export const test = base.extend<Fixtures>({
  // A visitor who is not logged in learns it from a 401.
  expectedStatuses: [[401], { option: true }],
  isBroken: [false, { option: true }],
  watched: [
    async ({ page, expectedStatuses, isBroken, isMobile }, use) => {
      if (isMobile) await complainOfWidth(page);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        if (isBroken && message.text().includes('net::')) return;
        // Chromium breaks off its requests when a network interface of the machine comes or goes, as a container's does. That
        // is no fault of the page, which asks again; a test whose page does not bear it fails by what is missing then.
        if (message.text().includes('net::ERR_NETWORK_CHANGED')) return;
        // Playwright's trace fetches the pictures that are shown from memory; the page itself never does.
        if (message.text().startsWith("Connecting to 'blob:")) return;
        const status = Number(message.text().match(/status of (\d{3})/)?.[1]);
        if (message.type() === 'error' && !expectedStatuses.includes(status)) errors.push(message.text());
      });
      await use(undefined);
      expect(errors, 'errors in the console').toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

export const desktop = { width: 1280, height: 800 };
/** As narrow as phones are. */
export const phone = { width: 360, height: 740 };

/** Makes a page log an error whenever it comes to scroll sideways, in whatever state of a flow. */
async function complainOfWidth(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const judge = () => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth > clientWidth)
        console.error(`${location.pathname} is ${scrollWidth} px wide on a screen of ${clientWidth} px`);
    };
    // What measures itself is laid out anew a frame later.
    const soon = () => requestAnimationFrame(() => requestAnimationFrame(judge));
    new MutationObserver(soon).observe(document, { subtree: true, childList: true, attributes: true });
  });
}

/** Fills in the page of sign-up. */
export async function signUpByForm(page: Page, plan = 'Personal'): Promise<{ name: string }> {
  const name = newName();
  await page.goto('/signup');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('radio', { name: plan }).check();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(accountLink(page, name)).toBeVisible();
  return { name };
}

/** Gives the page's browser the cookie of a new account: it is logged in from its next page load on. */
export async function becomeUser(page: Page, plan: Plan): Promise<Account> {
  const name = newName();
  const response = await page.request.post('/api/auth/signup', { data: { name, password, plan } });
  expect(response.status(), 'sign-up').toBe(201);
  const { token, user } = (await response.json()) as { token: string; user: { id: string } };
  return { id: user.id, name, password, plan, token };
}

/** Logs the page's browser in as an account that exists. */
export async function becomeAccount(page: Page, { name }: Account): Promise<void> {
  const response = await page.request.post('/api/auth/login', { data: { name, password } });
  expect(response.status(), 'log-in').toBe(200);
}

export function accountLink(page: Page, name: string): Locator {
  return page.getByRole('link', { name: `Account of ${name}` });
}

/** The tiles of the gallery that are in the page now. */
export function tiles(page: Page): Locator {
  return page.getByRole('list', { name: 'Pictures' }).getByRole('listitem');
}

/** The line that tells how the latest request was answered. */
export function planeBar(page: Page): Locator {
  return page.getByRole('button', { name: 'How was this answered?' });
}

/** Waits until a picture's bytes are there and drawn. */
export async function expectDrawn(picture: Locator): Promise<void> {
  await expect
    .poll(() => picture.evaluate((element) => (element as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
}
