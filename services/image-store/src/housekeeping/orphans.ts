import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { removeUnused } from '../storage/content.js';
import { RENDITIONS } from '../storage/keys.js';

type App = Pick<FastifyInstance, 'db' | 'disk' | 'blobs' | 'originals'>;

/** Hashes that the database is asked about at a time. */
const BATCH = 500;

const HASH = /^[0-9a-f]{64}$/;

export interface Orphans {
  /** Pictures' bytes or renditions that no image had; removed. */
  removed: number;
  /** Originals that no image had and that were left, because they are more than one round may remove. */
  unknown: string[];
  /** Hashes whose images have no bytes. They are left: a storage that comes back brings them back. */
  missing: string[];
}

/**
 * Removes bytes and renditions without an image, as a process leaves them that dies between the two, and finds images
 * without bytes, as only a loss of data can make them.
 *
 * @param most originals to remove. Processes leave a few; more of them say that the database is empty or not the one of
 *   this storage, and then nothing is removed.
 */
export async function settleOrphans(app: App, most: number): Promise<Orphans> {
  let found = 0;
  const orphans: string[] = [];
  for await (const names of app.originals.pages()) {
    const hashes = names.filter((name) => HASH.test(name));
    const unused = await withoutImage(app, hashes);
    found += hashes.length - unused.length;
    orphans.push(...unused);
  }
  const isTrusted = orphans.length <= most;
  const removed = isTrusted ? (await removeAll(app, orphans)) + (await removeRenditions(app)) : 0;
  const [row] = await app.db.$queryRaw<
    { count: number }[]
  >`SELECT count(DISTINCT hash)::int AS count FROM images`;
  const isComplete = found >= (row?.count ?? 0);
  return {
    removed,
    unknown: isTrusted ? [] : orphans,
    missing: isComplete ? [] : await withoutBytes(app),
  };
}

/** Those of some hashes that no image has. */
async function withoutImage({ db }: App, hashes: string[]): Promise<string[]> {
  const unused: string[] = [];
  for (let at = 0; at < hashes.length; at += BATCH) {
    const some = hashes.slice(at, at + BATCH);
    const images = await db.image.findMany({ where: { hash: { in: some } }, select: { hash: true } });
    const used = new Set(images.map(({ hash }) => hash));
    unused.push(...some.filter((hash) => !used.has(hash)));
  }
  return unused;
}

async function removeAll(app: App, hashes: string[]): Promise<number> {
  let removed = 0;
  // An image may have come since: `removeUnused` looks again.
  for (const hash of hashes) if (await removeUnused(app, hash)) removed += 1;
  return removed;
}

/** Those without an image. What is removed is the original too, so it is for databases that can be trusted. */
async function removeRenditions(app: App): Promise<number> {
  let removed = 0;
  for await (const names of renditions(app)) {
    const hashes = names.filter((name) => HASH.test(name));
    removed += await removeAll(app, await withoutImage(app, hashes));
  }
  return removed;
}

async function* renditions({ blobs }: App): AsyncIterable<string[]> {
  const root = blobs.path(RENDITIONS);
  for (const shelf of await readdir(root)) yield await readdir(path.join(root, shelf));
}

async function withoutBytes({ db, originals }: App): Promise<string[]> {
  const missing: string[] = [];
  let last = '';
  for (;;) {
    const images = await db.image.findMany({
      where: { hash: { gt: last } },
      distinct: ['hash'],
      orderBy: { hash: 'asc' },
      select: { hash: true },
      take: BATCH,
    });
    for (const { hash } of images) if (!(await originals.exists(hash))) missing.push(hash);
    const end = images.at(-1);
    if (!end) return missing;
    last = end.hash;
  }
}
