import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binary } from '../binary.js';
import { extract, extractTar } from './archive.js';
import { goArch, platform } from './platform.js';
import type { FetchContext, Source } from './source.js';

/** A host that a closed network drops packets to would otherwise hold up the start for minutes. */
const connectTimeoutMs = 5_000;
const downloadTimeoutMs = 5 * 60_000;

/** HashiCorp's zip, checked against the list of SHA-256 sums beside it. */
export const consulRelease: Source = {
  title: 'release from releases.hashicorp.com',
  obstacle: async () =>
    /^(linux|darwin)-(x64|arm64)$/.test(platform) ? undefined : `no release for ${platform}`,
  async fetch({ version }, context) {
    const base = `https://releases.hashicorp.com/consul/${version}`;
    const name = `consul_${version}_${process.platform}_${goArch}.zip`;
    const sums = await text(`${base}/consul_${version}_SHA256SUMS`, context.signal);
    const archive = await download(`${base}/${name}`, sumOf(name, sums), context);
    return extract(archive, 'consul', context.folder);
  },
};

/** The Envoy project's binary, for Linux only, checked against the list of SHA-256 sums of the release. */
export const envoyRelease: Source = {
  title: 'release from github.com/envoyproxy',
  obstacle: async () => (/^linux-(x64|arm64)$/.test(platform) ? undefined : `no release for ${platform}`),
  async fetch({ version }: Binary, context) {
    const base = `https://github.com/envoyproxy/envoy/releases/download/v${version}`;
    const name = `envoy-${version}-linux-${process.arch === 'x64' ? 'x86_64' : 'aarch_64'}`;
    const sums = await text(`${base}/checksums.txt.asc`, context.signal);
    return download(`${base}/${name}`, sumOf(name, sums), context);
  },
};

/** The Prometheus project's archive, checked against the list of SHA-256 sums of the release. */
export const prometheusRelease: Source = {
  title: 'release from github.com/prometheus',
  obstacle: async () =>
    /^(linux|darwin)-(x64|arm64)$/.test(platform) ? undefined : `no release for ${platform}`,
  async fetch({ version }, context) {
    const base = `https://github.com/prometheus/prometheus/releases/download/v${version}`;
    const folder = `prometheus-${version}.${process.platform}-${goArch}`;
    const sums = await text(`${base}/sha256sums.txt`, context.signal);
    const archive = await download(`${base}/${folder}.tar.gz`, sumOf(`${folder}.tar.gz`, sums), context);
    return extractTar(archive, `${folder}/prometheus`, context.folder);
  },
};

async function text(url: string, signal: AbortSignal): Promise<string> {
  const response = await get(url, AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)]));
  return response.text();
}

/**
 * Downloads a file into a context's folder.
 * @returns its path
 * @throws when it cannot be had, or has another SHA-256
 */
export async function download(
  url: string,
  sha256: string,
  { folder, report, signal }: FetchContext,
): Promise<string> {
  const name = url.slice(url.lastIndexOf('/') + 1);
  report(`downloading ${name}`);
  const response = await get(url, AbortSignal.any([signal, AbortSignal.timeout(downloadTimeoutMs)]));
  const content = Buffer.from(await response.arrayBuffer());
  const actual = createHash('sha256').update(content).digest('hex');
  if (actual !== sha256) throw new Error(`${url} has the SHA-256 ${actual} instead of ${sha256}`);
  const file = join(folder, name);
  await writeFile(file, content, { mode: 0o755 });
  return file;
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  const { host } = new URL(url);
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    throw new Error(`${host} cannot be reached (${reasonOf(error)})`);
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : error.message;
}

/** Finds a file's sum in the output of sha256sum. */
function sumOf(name: string, sums: string): string {
  for (const line of sums.split('\n')) {
    const [sum, file] = line.trim().split(/\s+\*?/);
    if (sum && file && (file === name || file.endsWith(`/${name}`))) return sum;
  }
  throw new Error(`the list of checksums does not name ${name}`);
}
