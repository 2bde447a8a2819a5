import sharp from 'sharp';

/** A JPEG of a few kilobytes, no two with the same bytes. */
export function smallPicture(width = 320, height = 240): Promise<Buffer> {
  return noise(width, height).jpeg({ quality: 70 }).toBuffer();
}

/** What a phone held upright writes: a landscape sensor's pixels, the way up in EXIF, and where it was. */
export const photo = { width: 4000, height: 3000, uprightWidth: 3000, uprightHeight: 4000 };

/**
 * A 12-megapixel JPEG of about two megabytes, with GPS data and an EXIF orientation (6) by which its left edge,
 * a red stripe, is the top of the picture.
 */
export async function phonePhoto(): Promise<Buffer> {
  const { width, height } = photo;
  const scene = await noise(400, 300).blur(2).png().toBuffer();
  const stripe = sharp({ create: { width: 400, height, channels: 3, background: '#d00000' } });
  return sharp(scene)
    .resize(width, height)
    .composite([{ input: await stripe.png().toBuffer(), left: 0, top: 0 }])
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: 'Image Hub', Model: 'Test camera' },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '41/1 17/1 1100/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '174/1 46/1 3200/100',
      },
    })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A PNG of some 200 kB that would be 180 MB of pixels (60 megapixels). */
export function decompressionBomb(): Promise<Buffer> {
  return sharp({ create: { width: 10_000, height: 6_000, channels: 3, background: 'white' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** Mean colour of the topmost tenth. */
export async function topColour(picture: Buffer): Promise<{ red: number; green: number; blue: number }> {
  const { width, height } = await sharp(picture).metadata();
  const top = await sharp(picture)
    .extract({ left: 0, top: 0, width, height: Math.max(1, Math.floor(height / 10)) })
    .toBuffer();
  const [red, green, blue] = (await sharp(top).stats()).channels;
  return { red: red?.mean ?? 0, green: green?.mean ?? 0, blue: blue?.mean ?? 0 };
}

function noise(width: number, height: number) {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 50 },
    },
  });
}
