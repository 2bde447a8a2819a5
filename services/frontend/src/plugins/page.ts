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
 * how the page itself was answered, and the nonce that the answer's Content-Security-Policy allows styles by.
 */
export default fp(
  async (app) => {
    const { WEB_DIR, GALLERY_LAYOUT, SERVICE_VERSION, SERVICE_TIER } = app.environment;
    const template = (await readTemplate(WEB_DIR))
      .replace('%GALLERY_LAYOUT%', GALLERY_LAYOUT)
      .replace('%SERVED_BY%', `frontend/${SERVICE_VERSION}/${SERVICE_TIER}`);
    app.decorateReply('sendPage', function (this: FastifyReply) {
      const { headers } = this.request;
      const page = template
        .replace('%CLASS%', attribute(headers['x-imagehub-class']))
        .replace('%EXPERIMENTS%', attribute(headers['x-imagehub-experiments']))
        .replace('%CSP_NONCE%', this.cspNonce.style);
      return this.type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .header('vary', 'accept')
        .send(page);
    });
  },
  { name: 'page', dependencies: ['security-headers'] },
);

/** The edge writes these headers itself, but the page must be safe for whoever reaches it another way too. */
function attribute(field: string | string[] | undefined): () => string {
  const safe = String(field ?? '').replace(/[^\w=,+.: -]/g, '');
  // As a function, so that nothing in it is a pattern of replace().
  return () => safe;
}

async function readTemplate(folder: string): Promise<string> {
  const file = join(folder, 'index.html');
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(`The web app is not built: cannot read ${file}. Run "npm run build".`, { cause });
  }
}
