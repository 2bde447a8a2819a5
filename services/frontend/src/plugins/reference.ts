import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyReply {
    /** Answers the page that shows the API's document to people. */
    sendReference(): FastifyReply;
  }
}

const FOLDER = join(import.meta.dirname, '../../dist/reference');

/** The reference of the API, and the files it is built of under `/docs/assets`: no other page loads any of them. */
export default fp(
  async (app) => {
    const template = await readTemplate();
    app.decorateReply('sendReference', function (this: FastifyReply) {
      return this.type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(template.replaceAll('%CSP_NONCE%', this.cspNonce.style));
    });
    await app.register(fastifyStatic, {
      root: join(FOLDER, 'assets'),
      prefix: '/docs/assets/',
      index: false,
      decorateReply: false,
      preCompressed: true,
      immutable: true,
      maxAge: '1y',
    });
  },
  { name: 'reference', dependencies: ['security-headers'] },
);

async function readTemplate(): Promise<string> {
  const file = join(FOLDER, 'index.html');
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(`The API reference is not built: cannot read ${file}. Run "npm run build".`, { cause });
  }
}
