import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyReply {
    /** Answers the web app's page. */
    sendPage(): FastifyReply;
  }
}

/**
 * The web app's page. What the app must know before its first request stands in meta elements: the gallery's layout,
 * and the nonce that the answer's Content-Security-Policy allows styles by.
 */
export default fp(
  async (app) => {
    const { WEB_DIR, GALLERY_LAYOUT } = app.environment;
    const template = (await readTemplate(WEB_DIR)).replace('%GALLERY_LAYOUT%', GALLERY_LAYOUT);
    app.decorateReply('sendPage', function (this: FastifyReply) {
      return this.type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .header('vary', 'accept')
        .send(template.replace('%CSP_NONCE%', this.cspNonce.style));
    });
  },
  { name: 'page', dependencies: ['security-headers'] },
);

async function readTemplate(folder: string): Promise<string> {
  const file = join(folder, 'index.html');
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(`The web app is not built: cannot read ${file}. Run "npm run build".`, { cause });
  }
}
