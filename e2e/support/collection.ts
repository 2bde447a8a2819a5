import sharp from 'sharp';
import { type Account, signUp } from './accounts.js';
import { uploadImage } from './images.js';

const COLOURS = ['#0b6b5e', '#c2410c', '#1d4e89', '#7a3e8f', '#b8860b'];
const SIZES = [
  [480, 320],
  [320, 480],
  [400, 400],
  [640, 300],
] as const;

/** An account with so many public pictures, `Plate 000` the oldest of them or nearly so. */
export async function collect(pictures: number): Promise<Account> {
  const collector = await signUp('enterprise');
  const numbers = Array.from({ length: pictures }, (_, index) => index);
  const worker = async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      await uploadImage(collector, await plain(number), {
        title: `Plate ${String(number).padStart(3, '0')}`,
        mediaType: 'image/png',
      });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return collector;
}

/** One colour, in one of several proportions; no two have the same bytes. */
function plain(number: number): Promise<Buffer> {
  const [width, height] = SIZES[number % SIZES.length] ?? SIZES[0];
  const background = COLOURS[number % COLOURS.length] ?? 'grey';
  return sharp({ create: { width, height: height + Math.floor(number / 20), channels: 3, background } })
    .png()
    .toBuffer();
}
