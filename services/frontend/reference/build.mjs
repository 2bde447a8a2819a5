// Makes dist/reference: the page, and its one script under a name that holds the hash of its content.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import scalar from '@scalar/fastify-api-reference';
import Fastify from 'fastify';

const source = import.meta.dirname;
const target = join(source, '../dist/reference');

/** Scalar as one script for browsers. The package keeps it inside its own code and gives it out over HTTP alone. */
async function standalone() {
  const app = Fastify();
  await app.register(scalar, { routePrefix: '/reference', configuration: { url: '/openapi.json' } });
  const { body, statusCode } = await app.inject('/reference/js/scalar.js');
  await app.close();
  if (statusCode !== 200) throw new Error(`Scalar does not give out its script: status ${statusCode}`);
  return body;
}

async function compress(file, bytes) {
  // The highest level takes 10 s more for this much, and saves a tenth.
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  await Promise.all([
    promisify(brotliCompress)(bytes, options).then((small) => writeFile(`${file}.br`, small)),
    promisify(gzip)(bytes).then((small) => writeFile(`${file}.gz`, small)),
  ]);
}

/** Writes a file under a name that holds the hash of its content, so that no copy ever goes stale. */
async function writeAsset(name, bytes) {
  const [stem, extension] = name.split('.');
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 8);
  const file = `${stem}-${hash}.${extension}`;
  await writeFile(join(target, 'assets', file), bytes);
  return file;
}

const own = (name) => readFile(join(source, name), 'utf8');
const parts = await Promise.all([own('nonce.js'), standalone(), own('start.js')]);
const code = Buffer.from(parts.map((part) => `{${part}\n}`).join('\n'));

await rm(target, { recursive: true, force: true });
await mkdir(join(target, 'assets'), { recursive: true });
const script = await writeAsset('reference.js', code);
await compress(join(target, 'assets', script), code);
const icon = await writeAsset('icon.svg', await own('../web/src/favicon.svg'));
const page = (await own('index.html')).replace('%SCRIPT%', script).replace('%ICON%', icon);
await writeFile(join(target, 'index.html'), page);
