import type { Page } from '@playwright/test';
import { newName, type Plan, password } from '../support/accounts.js';
import { test as base, expect } from '../support/fixtures.js';

interface Fixtures {
  /** Answers that the page may be refused with, such as 429: Chromium logs each refused request as an error. */
  expectedStatuses: number[];
  /** Every page is watched: a script error, a blocked resource or a logged error fails its test. */
  watched: undefined;
}

export const test = base.extend<Fixtures>({
  // A visitor who is not logged in learns it from a 401.
  expectedStatuses: [[401], { option: true }],
  watched: [
    async ({ page, expectedStatuses }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
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
export async function becomeUser(page: Page, plan: Plan): Promise<{ name: string; token: string }> {
  const name = newName();
  const response = await page.request.post('/api/auth/signup', { data: { name, password, plan } });
  expect(response.status(), 'sign-up').toBe(201);
  const { token } = (await response.json()) as { token: string };
  return { name, token };
}

export function accountLink(page: Page, name: string) {
  return page.getByRole('link', { name: `Account of ${name}` });
}
