import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { picture, read } from '../../testing.js';
import type { Format } from '../formats.js';
import { Damaged } from './damaged.js';
import { strip } from './strip.js';

const FORMATS = ['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const;

/** What a camera writes that nobody must read, in each kind of metadata. */
const SECRET = 'Lambton Quay 41';
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description exif:GPSLatitude="41,17.1S" note="${SECRET}"/></rdf:RDF></x:xmpmeta>`;

function photo(format: Format, orientation = 1) {
  return picture(60, 40)
    .withMetadata({ orientation })
    .withExifMerge({
      IFD0: { Make: 'Image Hub', ImageDescription: SECRET },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '41/1 17/1 0/1', GPSAreaInformation: SECRET },
    })
    .withXmp(XMP)
    .toFormat(format)
    .toBuffer();
}

function stripped(format: Format, bytes: Buffer, orientation = 1): Buffer {
  return Buffer.concat(strip(format, bytes, orientation));
}

/** The pixels as people see them. */
function pixels(bytes: Buffer): Promise<Buffer> {
  return read(bytes).autoOrient().raw().toBuffer();
}

describe.each(FORMATS)('a %s without its metadata', (format) => {
  it('holds nothing of it, and each pixel as it was', async () => {
    const bytes = await photo(format);
    const clean = stripped(format, bytes);
    expect(clean.includes(SECRET)).toBe(false);
    expect(clean.includes('GPSLatitude')).toBe(false);
    const { exif, xmp, iptc } = await read(clean).metadata();
    expect(exif?.includes('Image Hub') ?? false).toBe(false);
    expect([xmp?.includes('GPS') ?? false, iptc]).toEqual([false, undefined]);
    expect((await pixels(clean)).equals(await pixels(bytes))).toBe(true);
  });

  it('has none to lose a second time', async () => {
    const once = stripped(format, await photo(format, 6), format === 'gif' ? 1 : 6);
    expect(stripped(format, once, format === 'gif' ? 1 : 6).equals(once)).toBe(true);
  });

  it('is refused when it ends too early, wherever that is', async () => {
    const bytes = stripped(format, await photo(format));
    // A TIFF's pixels may be anywhere: whether they are whole, only a decoder finds out.
    const least = format === 'tiff' ? bytes.length - 20 : 0;
    for (let length = least; length < bytes.length; length += 7) {
      expect(() => strip(format, bytes.subarray(0, length), 1)).toThrow(Damaged);
    }
  });

  it('says what is wrong instead of failing, whatever the bytes', async () => {
    const bytes = await photo(format, 6);
    for (let seed = 0; seed < 400; seed += 1) {
      const broken = Buffer.from(bytes);
      for (let flip = 0; flip < 4; flip += 1) {
        const at = (seed * 7919 + flip * 104_729) % Math.min(broken.length, 1500);
        broken[at] = ((broken[at] ?? 0) + seed + 1) & 255;
      }
      try {
        strip(format, broken, 6);
      } catch (error) {
        expect(error).toBeInstanceOf(Damaged);
      }
    }
  });
});

describe.each(['jpeg', 'png', 'webp', 'tiff'] as const)('the orientation of a %s', (format) => {
  it.each([1, 3, 6, 8])('%i stays', async (orientation) => {
    const bytes = await photo(format, orientation);
    const clean = stripped(format, bytes, orientation);
    expect((await read(clean).metadata()).orientation ?? 1).toBe(orientation);
    expect((await pixels(clean)).equals(await pixels(bytes))).toBe(true);
  });
});

it('a TIFF of more than 4 GB could be, for which offsets are longer, loses it too', async () => {
  const bytes = await picture(60, 40).withXmp(XMP).tiff({ bigtiff: true }).toBuffer();
  expect([bytes.readUInt16LE(2), bytes.includes(SECRET)]).toEqual([43, true]);
  const clean = stripped('tiff', bytes);
  expect(clean.includes(SECRET)).toBe(false);
  expect((await pixels(clean)).equals(await pixels(bytes))).toBe(true);
});

it('a TIFF of the other byte order loses it too', () => {
  // One directory: a width that stays, and a description and a GPS directory that go.
  const bytes = Buffer.alloc(100);
  bytes.write('MM\0*', 'latin1');
  bytes.writeUInt32BE(8, 4);
  bytes.writeUInt16BE(3, 8);
  const entries = [
    [256, 3, 1, 640 << 16],
    [270, 2, SECRET.length, 60],
    [34853, 4, 1, 80],
  ] as const;
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + index * 12;
    bytes.writeUInt16BE(tag, at);
    bytes.writeUInt16BE(type, at + 2);
    bytes.writeUInt32BE(count, at + 4);
    bytes.writeUInt32BE(value, at + 8);
  }
  bytes.write(SECRET, 60);
  // The GPS directory: one entry, a letter within it.
  bytes.writeUInt16BE(1, 80);
  bytes.writeUInt16BE(1, 82);
  bytes.writeUInt16BE(2, 84);
  bytes.writeUInt32BE(2, 86);
  bytes.write('S', 90);
  const clean = stripped('tiff', bytes);
  expect(clean.readUInt16BE(8)).toBe(1);
  expect(clean.readUInt16BE(10)).toBe(256);
  expect(clean.readUInt32BE(22)).toBe(0);
  expect(clean.subarray(26).every((byte) => byte === 0)).toBe(true);
});

it('an AVIF that keeps it beside the picture, and one that moves, lose it too', async () => {
  const bytes = await photo('avif');
  const box = (type: string, ...content: Buffer[]) => {
    const body = Buffer.concat(content);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + body.length);
    head.write(type, 4);
    return Buffer.concat([head, body]);
  };
  const secret = Buffer.from(SECRET);
  const film = box(
    'moov',
    box('udta', secret),
    box('trak', box('meta', secret), box('mdia', Buffer.alloc(4))),
  );
  const clean = stripped('avif', Buffer.concat([bytes, box('uuid', secret), film, box('free', secret)]));
  expect(clean.includes(SECRET)).toBe(false);
  expect(clean.includes('mdia')).toBe(true);
  expect(clean.subarray(0, bytes.length).equals(stripped('avif', bytes))).toBe(true);
});

it('a colour profile stays', async () => {
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif'] as const) {
    const bytes = await picture(20, 20).withIccProfile('p3').toFormat(format).toBuffer();
    const before = (await read(bytes).metadata()).icc;
    expect(before?.length).toBeGreaterThan(100);
    expect((await read(stripped(format, bytes)).metadata()).icc).toEqual(before);
  }
});

it('what phones append to a JPEG, such as a film, goes', async () => {
  const bytes = await photo('jpeg');
  const clean = stripped('jpeg', Buffer.concat([bytes, Buffer.from(SECRET)]));
  expect(clean.equals(stripped('jpeg', bytes))).toBe(true);
});

it('a progressive JPEG and an animation keep all their scans and frames', async () => {
  const progressive = await picture(60, 40).jpeg({ progressive: true }).toBuffer();
  expect((await pixels(stripped('jpeg', progressive))).equals(await pixels(progressive))).toBe(true);
  for (const format of ['gif', 'webp'] as const) {
    const create = { width: 20, height: 60, pageHeight: 20, channels: 3 as const, background: 'red' };
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
    const bytes = await sharp({ create: { ...create, noise } })
      .toFormat(format, { loop: 3 })
      .toBuffer();
    const { pages, loop } = await read(stripped(format, bytes)).metadata();
    expect([pages, loop]).toEqual([3, 3]);
  }
});

it('comments go', async () => {
  const gif = await picture(8, 8).gif().toBuffer();
  const comment = Buffer.concat([
    Buffer.from([0x21, 0xfe, SECRET.length]),
    Buffer.from(SECRET),
    Buffer.from([0]),
  ]);
  const at = gif.length - 1;
  const commented = Buffer.concat([gif.subarray(0, at), comment, gif.subarray(at)]);
  expect(stripped('gif', commented).equals(stripped('gif', gif))).toBe(true);

  const jpeg = await picture(8, 8).jpeg().toBuffer();
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, SECRET.length + 2]), Buffer.from(SECRET)]);
  const withComment = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
  expect(stripped('jpeg', withComment).equals(stripped('jpeg', jpeg))).toBe(true);
});
