#!/usr/bin/env node
// The way into everything: `node scripts/run.mjs <command>`, from any folder, on a fresh clone.
// Plain JavaScript without dependencies: it installs and builds what it then hands over to.

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Image Hub needs Node.js 20.19 or newer (24 is advised); this is ${process.version}.`);
  process.exit(1);
}

const { run } = await import('./setup/run.mjs');
await run(process.argv.slice(2));
