import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@imagehub/scripts/dist/checkout.js';
import { execa } from 'execa';
import { built } from './built.js';

const TARGET = 'wasm32-unknown-unknown';

/** Where the module is, or why there is none. */
export type RustBuild = { file: string; compiler: string } | { missing: string };

interface Toolchain {
  cargo: string;
  rustc: string;
}

/** Builds `bench/rust-limiter` with the first toolchain that can compile to WebAssembly. */
export async function buildRust(): Promise<RustBuild> {
  const toolchain = await findToolchain();
  if (!toolchain) {
    return {
      missing: `no Rust compiler with the target ${TARGET}: install one with "rustup target add ${TARGET}", or a distribution's rustc with its libstd-rust-dev-wasm32`,
    };
  }
  const { cargo, rustc } = toolchain;
  const crate = join(checkout, 'bench/rust-limiter');
  const args = ['build', '--release', '--locked', '--target', TARGET, '--target-dir', join(built, 'rust')];
  const { failed, all } = await execa(cargo, args, {
    cwd: crate,
    env: { RUSTC: rustc },
    all: true,
    reject: false,
  });
  if (failed) return { missing: `bench/rust-limiter does not compile here:\n${all}` };
  const { stdout: compiler } = await execa(rustc, ['--version']);
  return { file: join(built, 'rust', TARGET, 'release/rust_limiter.wasm'), compiler };
}

/** rustup's toolchain first, which is asked to add the target; then what is on PATH; then the distribution's. */
async function findToolchain(): Promise<Toolchain | undefined> {
  await execa('rustup', ['target', 'add', TARGET], { reject: false, timeout: 120_000 });
  const toolchains = [
    { cargo: 'cargo', rustc: 'rustc' },
    { cargo: '/usr/bin/cargo', rustc: '/usr/bin/rustc' },
  ];
  for (const toolchain of toolchains) {
    if (await compilesToWasm(toolchain.rustc)) return toolchain;
  }
}

async function compilesToWasm(rustc: string): Promise<boolean> {
  const { stdout, failed } = await execa(rustc, ['--print', 'sysroot'], { reject: false });
  if (failed) return false;
  return access(join(stdout.trim(), 'lib/rustlib', TARGET, 'lib')).then(
    () => true,
    () => false,
  );
}
