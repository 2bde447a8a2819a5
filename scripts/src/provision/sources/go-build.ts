import { join } from 'node:path';
import { execa } from 'execa';
import type { Binary } from '../binary.js';
import type { FetchContext, Source } from './source.js';

/** A Go module that a program is built from. */
interface GoModule {
  /** Path of the package that is the program. */
  path: string;
  /** The release of Go that its go.mod asks for. */
  go: string;
  /** Further modules in the releases that it compiles with, as `go get` wants them. */
  also?: string[];
  /** Its version as a module, where that is not the version of the program. */
  moduleVersion?: string;
  /** What the linker sets, as `-X` wants it, in a program that is told its version so. */
  stamp?: (version: string) => string;
  /** How long it takes on 2 cores, and how much memory, for people. */
  takes: string;
}

/** For networks that reach a module proxy but not the vendor. */
export const consulFromGo = goModule({
  path: 'github.com/hashicorp/consul',
  go: '1.25.9',
  // Its go.mod names an older one and replaces that by a folder, and a replacement is lost on whoever depends on the
  // module.
  also: ['github.com/hashicorp/consul/api@v1.34.5'],
  takes: '4 minutes on 2 cores, 4 GB of memory',
});

export const versitygwFromGo = goModule({
  path: 'github.com/versity/versitygw/cmd/versitygw',
  go: '1.25.0',
  stamp: (version) => `main.Version=v${version}`,
  takes: '1 minute on 2 cores',
});

/** Without its web page, which is no part of the module: the API is whole, and Grafana needs no more. */
export const prometheusFromGo = goModule({
  path: 'github.com/prometheus/prometheus/cmd/prometheus',
  go: '1.24.0',
  // Modules cannot be of version 3 under this path, so 3.5.0 is also 0.305.0.
  moduleVersion: '0.305.0',
  stamp: (version) => `github.com/prometheus/common/version.Version=${version}`,
  takes: '5 minutes on 2 cores, 4 GB of memory',
});

/** Builds a program from its Go module. */
function goModule({ path, go: needed, also = [], moduleVersion, stamp, takes }: GoModule): Source {
  return {
    title: `build from its Go module, by go (${takes})`,
    async obstacle() {
      const { failed, stdout } = await execa('go', ['env', 'GOVERSION'], { reject: false });
      if (failed) return `needs Go ${needed} or newer (https://go.dev/dl)`;
      const found = stdout.trim().replace(/^go/, '');
      return isAtLeast(found, needed)
        ? undefined
        : `needs Go ${needed} or newer; this is ${found} (https://go.dev/dl)`;
    },
    async fetch({ name, version }: Binary, { folder, report, signal }: FetchContext) {
      const go = (...args: string[]) => runGo(args, folder, signal);
      const started = Date.now();
      const show = (what: string) => report(`${what} (${clock(Date.now() - started)})`);
      let doing = 'fetching its Go modules';
      const timer = setInterval(() => show(doing), 1000);
      try {
        show(doing);
        await go('mod', 'init', `imagehub.invalid/${name}`);
        await go('get', '-tool', `${path}@v${moduleVersion ?? version}`);
        for (const module of also) await go('get', module);
        doing = `compiling, about ${takes}`;
        show(doing);
        const linked = stamp ? ` -X ${stamp(version)}` : '';
        await go('build', '-trimpath', '-ldflags', `-s -w${linked}`, '-o', name, path);
      } finally {
        clearInterval(timer);
      }
      return join(folder, name);
    },
  };
}

async function runGo(args: string[], cwd: string, signal: AbortSignal): Promise<void> {
  const { failed, stderr } = await execa('go', args, {
    cwd,
    // The cache may lie within a checkout or a workspace; neither is to be part of this build.
    env: { GOFLAGS: '-mod=mod -buildvcs=false', GOWORK: 'off', CGO_ENABLED: '0' },
    reject: false,
    cancelSignal: signal,
  });
  if (!failed) return;
  const lines = stderr.trim().split('\n');
  throw new Error(`go ${args[0]} failed: ${lines.slice(-3).join(' | ') || 'it was interrupted'}`);
}

function isAtLeast(version: string, wanted: string): boolean {
  const a = version.split('.').map(Number.parseFloat);
  const b = wanted.split('.').map(Number.parseFloat);
  const i = b.findIndex((part, index) => part !== (a[index] ?? 0));
  return i === -1 || (a[i] ?? 0) > (b[i] ?? 0);
}

/** Milliseconds as m:ss. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
