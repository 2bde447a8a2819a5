import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '@imagehub/common/database';
import { createTestDatabase } from '@imagehub/common/testing';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { PrismaClient } from './generated/prisma/client.js';
import { picture, read, startTestApp, type TestApp, upload } from './testing.js';

let test: TestApp;
beforeEach(async () => {
  test = await startTestApp({ RENDITIONS_MB: 1 });
  // The round of the start is over: it would take what a test is still putting down for what a crash has left.
  await test.app.keepHouse();
});
afterEach(() => test.close());

function inFolder(key: string) {
  return path.join(test.environment.BLOBS_DIR, key);
}

async function put(key: string, content: string | Buffer = 'x') {
  await mkdir(path.dirname(inFolder(key)), { recursive: true });
  await writeFile(inFolder(key), content);
}

async function metric(name: string) {
  const text = await test.app.metrics.metrics();
  return text.split('\n').filter((line) => line.startsWith(name));
}

describe('housekeeping', () => {
  it('forgets at a start what a dead process left half-received, and nothing that is under way', async () => {
    for (const key of ['incoming/left.part', 'incoming/current.part', 'incoming/removed/rendition'])
      await put(key);
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    for (const key of ['incoming/left.part', 'incoming/removed'])
      await utimes(inFolder(key), yesterday, yesterday);
    await test.another();
    await vi.waitFor(async () => expect(await test.files()).toEqual(['incoming/current.part']));
  });

  it('removes bytes and renditions that no picture has, and no others', async () => {
    const owner = test.user();
    const { id } = await upload(test.app, owner, await picture(40, 40).png().toBuffer());
    await test.app.inject({ url: `/api/images/${id}/pull?w=20`, headers: owner.headers });
    await vi.waitFor(async () => expect(await test.files()).toHaveLength(3));
    const before = await test.files();
    const hash = createHash('sha256').update('nobody').digest('hex');
    await put(`originals/${hash.slice(0, 2)}/${hash}`);
    await put(`renditions/${hash.slice(0, 2)}/${hash}/20x-inside-q-1.png`);
    const other = createHash('sha256').update('nobody else').digest('hex');
    await put(`renditions/${other.slice(0, 2)}/${other}/20x-inside-q-1.png`);
    await test.app.keepHouse();
    expect(await test.files()).toEqual(before);
    expect(await metric('image_store_housekeeping_removed_total{kind="orphan"}')).toEqual([
      'image_store_housekeeping_removed_total{kind="orphan"} 2',
    ]);
  });

  it('removes nothing, and says what to do, when the database knows nothing of more than MAX_ORPHANS originals', async () => {
    const hashes = Array.from({ length: 21 }, (_, n) => createHash('sha256').update(`${n}`).digest('hex'));
    for (const hash of hashes) {
      await put(`originals/${hash.slice(0, 2)}/${hash}`);
      // By its renditions too, an original is found.
      await put(`renditions/${hash.slice(0, 2)}/${hash}/20x-inside-q-1.png`);
    }
    const before = await test.files();
    const error = vi.spyOn(test.app.log, 'error');
    await test.app.keepHouse();
    expect(await test.files()).toEqual(before);
    expect(error.mock.lastCall?.[1]).toMatch(/knows nothing of 21 originals.*start with MAX_ORPHANS=21$/);
    expect(await metric('image_store_unknown_originals ')).toEqual(['image_store_unknown_originals 21']);

    const confirmed = await test.another({ MAX_ORPHANS: 21 });
    await confirmed.keepHouse();
    expect(await test.files()).toEqual([]);
    await test.app.keepHouse();
    expect(await metric('image_store_unknown_originals ')).toEqual(['image_store_unknown_originals 0']);
  });

  it('tells of pictures that lost their bytes, and removes none of them', async () => {
    const owner = test.user();
    const bytes = await picture(40, 40).png().toBuffer();
    const { id } = await upload(test.app, owner, bytes);
    await upload(test.app, owner, await picture(41, 40).png().toBuffer());
    const { hash } = await test.app.db.image.findUniqueOrThrow({ where: { id } });
    const file = inFolder(`originals/${hash.slice(0, 2)}/${hash}`);
    await rm(file);
    // Nor does something else count as a picture's bytes.
    await writeFile(`${file}.copy`, bytes);
    await test.app.keepHouse();
    expect(await metric('image_store_missing_originals ')).toEqual(['image_store_missing_originals 1']);
    const pull = { url: `/api/images/${id}/original`, headers: owner.headers };
    expect((await test.app.inject(pull)).statusCode).toBe(404);
    await writeFile(file, bytes);
    await test.app.keepHouse();
    expect(await metric('image_store_missing_originals ')).toEqual(['image_store_missing_originals 0']);
    expect((await test.app.inject(pull)).statusCode).toBe(200);
  });

  it('keeps renditions within their bound: those go first that nobody asked for longest', async () => {
    const owner = test.user();
    const { id } = await upload(test.app, owner, await picture(40, 40).png().toBuffer());
    const { hash } = await test.app.db.image.findUniqueOrThrow({ where: { id } });
    const key = (name: string) => `renditions/${hash.slice(0, 2)}/${hash}/${name}`;
    for (let n = 0; n < 6; n += 1) {
      await put(key(`${n}.png`), Buffer.alloc(250_000));
      const used = new Date(Date.now() - n * 60_000);
      await utimes(inFolder(key(`${n}.png`)), used, used);
    }
    await test.app.keepHouse();
    const kept = (await test.files()).filter((file) => /\/\d\.png$/.test(file));
    expect(kept).toEqual([key('0.png'), key('1.png'), key('2.png')]);
    expect((await test.app.inject(`/api/images/${id}/thumbnail`)).statusCode).toBe(200);
  });

  it('looks before its time when much was written', async () => {
    const keepHouse = vi.spyOn(test.app, 'keepHouse');
    const owner = test.user();
    const { id } = await upload(test.app, owner, await picture(400, 400).png().toBuffer());
    await test.app.inject({ url: `/api/images/${id}/pull?w=300&format=png`, headers: owner.headers });
    await vi.waitFor(() => expect(keepHouse).toHaveBeenCalled());
  });

  it('goes on with the rest when a part of it fails', async () => {
    await rm(inFolder('incoming'), { recursive: true });
    await writeFile(inFolder('incoming'), 'a file in the place of the folder');
    const hash = createHash('sha256').update('nobody').digest('hex');
    await put(`originals/${hash.slice(0, 2)}/${hash}`);
    await test.app.keepHouse();
    expect(await test.files()).toEqual(['incoming']);
  });
});

describe('a hub of a former release', () => {
  it('keeps its pictures: found by their words, without their places, with placeholders', async () => {
    const photo = await picture(60, 40)
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD3: { GPSLatitude: '41/1 17/1 0/1', GPSAreaInformation: 'Lambton Quay' } })
      .jpeg()
      .toBuffer();
    const broken = Buffer.from('no picture any more');
    const [photoHash, brokenHash] = [photo, broken].map((bytes) =>
      createHash('sha256').update(bytes).digest('hex'),
    );
    const database = await createTestDatabase(inject('postgresUrl'));
    const ids = [randomUUID(), randomUUID()];
    await inFormerDatabase(database.url, async (db) => {
      for (const [id, title, hash] of [
        [ids[0], 'Été', photoHash],
        [ids[1], 'Broken', brokenHash],
      ]) {
        await db.$executeRaw`
          INSERT INTO images (
            id, title, tags, search_text, owner_id, owner_name, visibility, hash, format, bytes, width, height, frames
          )
          VALUES (
            ${id}::uuid, ${title}, '{sea}', lower(${title}) || ' sea', 'someone', 'Ada', 'public', ${hash}, 'jpeg',
            ${photo.length}, 40, 60, 1
          )`;
      }
    });
    for (const [hash = '', bytes] of [
      [photoHash, photo],
      [brokenHash, broken],
    ] as const) {
      await put(`originals/${hash.slice(0, 2)}/${hash}`, bytes);
    }

    const app = await test.another({ DATABASE_URL: database.url });
    await app.keepHouse();
    const { items } = (await app.inject('/api/images?q=ete')).json();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ id: ids[0], title: 'Été', alt: '', tags: ['sea'], likes: 0, width: 40 });
    expect(items[0].placeholder).toEqual(expect.any(String));
    const row = await app.db.image.findUniqueOrThrow({ where: { id: ids[0] ?? '' } });
    const key = `originals/${row.hash.slice(0, 2)}/${row.hash}`;
    const bytes = await readFile(inFolder(key));
    expect(bytes.includes('Lambton')).toBe(false);
    expect([row.sentHash, row.bytes]).toEqual([photoHash, bytes.length]);
    expect((await read(bytes).metadata()).orientation).toBe(6);
    const originals = (await test.files()).filter((file) => file.startsWith('originals/'));
    expect(originals).toEqual([key, `originals/${brokenHash?.slice(0, 2)}/${brokenHash}`].sort());
    expect((await app.inject('/api/images?q=broken')).json().items[0]).toMatchObject({ placeholder: null });
    await app.close();
    await database.drop();
  });
});

/** Fills a database as it was after the first migration. */
async function inFormerDatabase(url: string, fill: (db: PrismaClient) => Promise<void>): Promise<void> {
  const former = path.join(test.environment.BLOBS_DIR, 'former');
  const first = '0001_images';
  const migrations = path.join(import.meta.dirname, '../prisma/migrations');
  await cp(path.join(migrations, first), path.join(former, first), { recursive: true });
  const db = new PrismaClient({ adapter: await openDatabase(test.app, { url, migrations: former }) });
  await fill(db);
  await db.$disconnect();
  await rm(former, { recursive: true });
}
