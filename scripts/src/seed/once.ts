import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { exists } from '../exists.js';
import { Failure } from '../failure.js';
import type { Secrets } from '../hub/secrets.js';

/** A new hub's pictures, which are being drawn. */
export interface Seeding {
  /**
   * Uploads them to the hub, which answers by now.
   * @param report says how far it is, on one line
   */
  finish(url: string, secrets: Secrets, report: (text: string) => void): Promise<void>;
}

/**
 * Begins to seed a new hub; answers nothing for one that was seeded once, which is left as its users made it. Another
 * process does it, since drawing takes 300 MiB that this one, which lives as long as the hub, would keep.
 * @param dataDir where it is remembered that the hub was seeded
 * @param signal gives it up
 */
export async function beginSeeding(dataDir: string, signal: AbortSignal): Promise<Seeding | undefined> {
  const marker = join(dataDir, 'seeded');
  if (await exists(marker)) return undefined;
  const main = join(import.meta.dirname, 'main.js');
  const child = execa(process.execPath, [main], { reject: false, cancelSignal: signal });
  return {
    async finish(url, secrets, report) {
      child.stdin.end(JSON.stringify({ url, secrets }));
      for await (const line of child) report(line);
      const { failed, stderr } = await child;
      signal.throwIfAborted();
      if (failed) throw new Failure(`The hub cannot be seeded: ${stderr}`);
      await writeFile(marker, `${new Date().toISOString()}\n`);
    },
  };
}
