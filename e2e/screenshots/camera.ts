import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import sharp from 'sharp';

export type Device = 'desktop' | 'phone';

const DEVICES = {
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true },
};

export interface Camera {
  /** Opens a browser of its own, nobody logged in. */
  visit(device: Device): Promise<Page>;
  /** Takes a page as it is, in both colour schemes: `<name>-light.webp` and `<name>-dark.webp`. */
  shoot(page: Page, name: string): Promise<void>;
}

export async function openCamera(browser: Browser, baseURL: string, folder: string): Promise<Camera> {
  return {
    async visit(device) {
      const context = await browser.newContext({
        ...DEVICES[device],
        baseURL,
        locale: 'en-GB',
        reducedMotion: 'reduce',
      });
      return context.newPage();
    },
    async shoot(page, name) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
        await page.evaluate(allDrawn);
        const file = join(folder, `${name}-${colorScheme}.webp`);
        await writeFile(
          file,
          await sharp(await page.screenshot())
            .webp({ quality: 82 })
            .toBuffer(),
        );
        console.log(file);
      }
    },
  };
}

/** Waits for the typefaces and for all pictures in sight, and that their blurs are gone. */
async function allDrawn(): Promise<void> {
  await document.fonts.ready;
  const inSight = [...document.images].filter((image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return image.currentSrc !== '' && bottom > 0 && top < innerHeight;
  });
  await Promise.all(inSight.map((image) => image.decode().catch(() => undefined)));
  const frames = 3;
  for (let frame = 0; frame < frames; frame += 1)
    await new Promise((resolve) => requestAnimationFrame(resolve));
}
