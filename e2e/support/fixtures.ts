import { test as base } from '@playwright/test';
import { type Account, signUp } from './accounts.js';
import { type Image, uploadImage } from './images.js';
import { smallPicture } from './pictures.js';

export interface Shared {
  /** Owner of pictures; on a plan that no test uses up. */
  owner: Account;
  /** A small public picture that nobody changes or deletes. */
  picture: Image;
}

export const test = base.extend<object, Shared>({
  owner: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from here.
    async ({}, use) => {
      await use(await signUp('enterprise'));
    },
    { scope: 'worker' },
  ],
  picture: [
    async ({ owner }, use) => {
      await use(await uploadImage(owner, await smallPicture(), { title: 'A shared picture' }));
    },
    { scope: 'worker' },
  ],
});
export { expect } from '@playwright/test';
