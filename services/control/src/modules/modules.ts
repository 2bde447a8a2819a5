import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { FilterHost } from '@imagehub/filter-host';

/** A compiled version of a filter. */
export interface Module {
  file: string;
  filter: string;
  /** SHA-256 in hexadecimal digits. */
  sha256: string;
  bytes: number;
  builtAt: Date;
}

const NAME = /^([a-z][a-z0-9-]*)-([0-9a-f]{12})\.wasm$/;

export interface Modules {
  /** The versions of a filter, the newest first. A file whose content is not as its name says is left out. */
  list(filter: string): Promise<Module[]>;
  /** Whether there is a version of this file name. */
  has(file: string): Promise<boolean>;
  /**
   * Runs a configuration through `proxy_on_configure` of a module.
   *
   * @param file one that there is
   * @returns what the filter logs when it refuses; undefined if it takes it
   */
  refusal(file: string, configuration: string): Promise<string | undefined>;
}

/** The compiled filters in a folder, whose names hold their hashes. */
export function openModules(folder: string): Modules {
  const known = new Map<string, Module | undefined>();
  const compiled = new Map<string, Promise<WebAssembly.Module>>();

  async function look(file: string): Promise<Module | undefined> {
    const name = NAME.exec(file);
    if (!name) return undefined;
    const { mtime } = await stat(path.join(folder, file));
    const key = `${file} ${mtime.getTime()}`;
    if (!known.has(key)) {
      const binary = await readFile(path.join(folder, file));
      const sha256 = createHash('sha256').update(binary).digest('hex');
      const whole = sha256.startsWith(name[2] as string);
      const module = { file, filter: name[1] as string, sha256, bytes: binary.length, builtAt: mtime };
      known.set(key, whole ? module : undefined);
    }
    return known.get(key);
  }

  function compile(file: string): Promise<WebAssembly.Module> {
    const module =
      compiled.get(file) ?? readFile(path.join(folder, file)).then((binary) => WebAssembly.compile(binary));
    compiled.set(file, module);
    return module;
  }

  return {
    async list(filter) {
      const files = (await readdir(folder)).filter((file) => NAME.exec(file)?.[1] === filter);
      const modules = (await Promise.all(files.map(look))).filter((module) => module !== undefined);
      return modules.sort((a, b) => b.builtAt.getTime() - a.builtAt.getTime());
    },
    async has(file) {
      return (await look(file).catch(() => undefined)) !== undefined;
    },
    async refusal(file, configuration) {
      try {
        // A host of its own: filters never give memory back. The main thread's machine decides, so that there are no workers.
        const host = new FilterHost({ module: await compile(file), workers: 0 });
        if (host.configure(configuration)) return undefined;
        return host.logs.map(({ message }) => message).join('\n') || 'configuration: refused without a word';
      } catch (error) {
        return `configuration: the filter fails on it (${(error as Error).message})`;
      }
    },
  };
}
