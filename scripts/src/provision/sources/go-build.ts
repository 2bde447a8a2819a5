import { join } from 'node:path';
import { execa } from 'execa';
import type { Binary } from '../binary.js';
import type { FetchContext, Source } from './source.js';

/** Consul 1.22.7's go.mod asks for this release. */
const goVersion = '1.25.9';

/**
 * The release of Consul's API module that it compiles with as a dependency: its go.mod names an older one
 * and replaces that by a folder, and a replacement is lost on whoever depends on the module.
 */
const apiVersion = '1.34.5';

/** Builds Consul from its Go module, for networks that reach a module proxy but not the vendor. */
export const buildWithGo: Source = {
  title: 'build from its Go module, by go (4 minutes on 2 cores, 4 GB of memory)',
  async obstacle() {
    const { failed, stdout } = await execa('go', ['env', 'GOVERSION'], { reject: false });
    if (failed) return `needs Go ${goVersion} or newer (https://go.dev/dl)`;
    const found = stdout.trim().replace(/^go/, '');
    return isAtLeast(found, goVersion)
      ? undefined
      : `needs Go ${goVersion} or newer; this is ${found} (https://go.dev/dl)`;
  },
  async fetch({ version }: Binary, { folder, report, signal }: FetchContext) {
    const go = (...args: string[]) => runGo(args, folder, signal);
    const started = Date.now();
    const show = (what: string) => report(`${what} (${clock(Date.now() - started)})`);
    let doing = 'fetching its Go modules';
    const timer = setInterval(() => show(doing), 1000);
    try {
      show(doing);
      await go('mod', 'init', 'imagehub.invalid/consul');
      await go('get', '-tool', `github.com/hashicorp/consul@v${version}`);
      await go('get', `github.com/hashicorp/consul/api@v${apiVersion}`);
      doing = 'compiling, about 4 minutes on 2 cores';
      show(doing);
      await go('build', '-trimpath', '-ldflags', '-s -w', '-o', 'consul', 'github.com/hashicorp/consul');
    } finally {
      clearInterval(timer);
    }
    return join(folder, 'consul');
  },
};

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
