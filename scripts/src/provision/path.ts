import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** All executables of a name on PATH, in its order. */
export async function onPath(name: string): Promise<string[]> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const files = [...new Set(folders)].map((folder) => join(folder, name));
  const executable = await Promise.all(files.map(isExecutable));
  return files.filter((_, index) => executable[index]);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
