#!/usr/bin/env node
// Stands in for Prisma's native schema engine.
//
// Every command of the Prisma CLI, even `generate`, wants the schema engine as a native program, which it
// downloads from a host that closed networks cannot reach. npm carries the same engine compiled to
// WebAssembly. This program speaks the native engine's interface (its command line, and JSON-RPC 2.0 with
// one message per line on stdin and stdout) and has the WebAssembly engine do the work over
// @prisma/adapter-pg. A service's prisma.config.ts names it in PRISMA_SCHEMA_ENGINE_BINARY.
//
// Written for Prisma 7.10.0: the packages prisma, @prisma/adapter-pg and @prisma/schema-engine-wasm must be
// of the same release.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { parse as parseConnectionString } from 'pg-connection-string';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  // The CLI passes more flags than the ones that matter here.
  strict: false,
  options: {
    version: { type: 'boolean' },
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
  },
});

/** The connection URL: `--datasource` holds it plain or as JSON `{"url": …}`. */
function databaseUrl() {
  const { datasource } = flags;
  const given = datasource?.startsWith('{') ? JSON.parse(datasource).url : datasource;
  return given ?? process.env.DATABASE_URL;
}

/** `cli create-database | drop-database | can-connect-to-database`: exits with 1 and a log line on failure. */
async function administrate(command, url) {
  const target = new URL(url);
  target.searchParams.delete('schema');
  const database = decodeURIComponent(target.pathname.slice(1));
  if (command !== 'can-connect-to-database') target.pathname = '/postgres';
  const client = new pg.Client({ connectionString: target.href });
  try {
    await client.connect();
    const name = client.escapeIdentifier(database);
    if (command === 'create-database') await client.query(`CREATE DATABASE ${name}`);
    if (command === 'drop-database') await client.query(`DROP DATABASE IF EXISTS ${name}`);
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  } finally {
    await client.end();
  }
}

/** Writes an error in the form that the CLI reads from the engine's stderr. */
function reportFailure(error) {
  const databaseIsMissing = error.code === '3D000';
  const fields = { message: error.message, error_code: databaseIsMissing ? 'P1003' : 'P1001' };
  process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`);
}

/** Answers JSON-RPC requests, one after the other, until stdin ends. */
async function serve() {
  let engine;
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    // Without a method it is the CLI's answer to a `print` of ours.
    if (!method) continue;
    try {
      engine ??= await startEngine();
      send({ id, result: (await call(engine, id, method, params)) ?? {} });
    } catch (error) {
      send({ id, error: rpcError(error) });
    }
  }
  process.exit(0);
}

async function call(engine, id, method, params) {
  if (method === 'getDatabaseVersion') return engine.version(params);
  const result = await engine[method](params);
  if (method !== 'diff' || result?.stdout == null) return result;
  // The native engine has the CLI print a diff; the WebAssembly engine returns it.
  send({ id: 1_000_000_000 + id, method: 'print', params: { content: result.stdout } });
  return { exitCode: result.exitCode };
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function rpcError(error) {
  const message = String(error.message ?? error);
  // 4466 is the code by which the CLI knows an error for the user, as opposed to a crash.
  return {
    code: 4466,
    message,
    data: { is_panic: false, message, error_code: error.code, meta: error.meta },
  };
}

async function startEngine() {
  await loadEngine();
  readCatalogTypesAsText();
  const { schema = 'public', ...connection } = parseConnectionString(databaseUrl());
  // adapter-pg ignores its schema option for the statements of migrations.
  if (schema !== 'public') connection.options = `-c search_path="${schema}"`;
  const factory = bindMigrationAwareSqlAdapterFactory(new AdapterFactory(connection, { schema }));
  return bindings.SchemaEngine.new({ datamodels: await readDatamodels() }, () => {}, factory);
}

async function loadEngine() {
  const { resolve } = createRequire(import.meta.url);
  const folder = path.dirname(resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const wasm = await readFile(path.join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

async function readDatamodels() {
  if (!flags.datamodels) return undefined;
  return Promise.all(flags.datamodels.map(async (file) => [file, await readFile(file, 'utf8')]));
}

/**
 * adapter-pg 7.10.0 refuses the types `"char"` and `name[]`, which the engine's queries of the catalog
 * return: have the driver call them `text` and `text[]`.
 */
function readCatalogTypesAsText() {
  const typeOids = new Map([
    [18, 25],
    [1003, 1009],
  ]);
  const { handleRowDescription } = pg.Query.prototype;
  pg.Query.prototype.handleRowDescription = function (message) {
    for (const field of message.fields) {
      field.dataTypeID = typeOids.get(field.dataTypeID) ?? field.dataTypeID;
    }
    return handleRowDescription.call(this, message);
  };
}

/** Makes connections without two faults of adapter-pg 7.10.0. */
class AdapterFactory extends PrismaPg {
  #connection;
  #options;

  constructor(connection, options) {
    super(connection, options);
    this.#connection = connection;
    this.#options = options;
  }

  async connect() {
    return runningScriptsWhole(await super.connect());
  }

  /** adapter-pg drops the shadow database while its own pool is still connected to it, which PostgreSQL refuses. */
  async connectToShadowDb() {
    const admin = new pg.Client(this.#connection);
    await admin.connect();
    const database = `prisma_shadow_${process.pid}_${Date.now()}`;
    await admin.query(`CREATE DATABASE "${database}"`);
    const shadow = await new AdapterFactory({ ...this.#connection, database }, this.#options).connect();
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await admin.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      await admin.end();
    };
    return shadow;
  }
}

/** adapter-pg cuts a migration at each semicolon, also within a comment, a string or the body of a function. */
function runningScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    await adapter.underlyingDriver().query(script);
  };
  return adapter;
}

if (flags.version) {
  await loadEngine();
  console.log(`schema-engine-wasm ${bindings.version()}`);
} else if (positionals[0] === 'cli') {
  await administrate(positionals.at(-1), databaseUrl());
} else {
  await serve();
}
