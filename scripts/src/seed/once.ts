import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { Failure } from '../failure.js';
import type { Secrets } from '../hub/secrets.js';

/**
 * Seeds a new hub; one that was seeded once is left as its users made it. Another process does it, since drawing takes
 * 300 MiB that this one, which lives as long as the hub, would keep.
 * @param dataDir where it is remembered that the hub was seeded
 * @param report says how far it is, on one line
 */
export async function seedOnce(
  url: string,
  secrets: Secrets,
  dataDir: string,
  report: (text: string) => void,
): Promise<void> {
  const marker = join(dataDir, 'seeded');
  if (await exists(marker)) return;
  const main = join(import.meta.dirname, 'main.js');
  const child = execa(process.execPath, [main, url], { input: JSON.stringify(secrets), reject: false });
  for await (const line of child) report(line);
  const { failed, stderr } = await child;
  if (failed) throw new Failure(`The hub cannot be seeded: ${stderr}`);
  await writeFile(marker, `${new Date().toISOString()}\n`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
