import { Problem } from '@imagehub/common';
import type { FastifyPluginAsync } from 'fastify';
import { PAGES } from '../pages.js';

/** Each page of the web app has its own address, and all are the same document: the browser's router does the rest. */
const pages: FastifyPluginAsync = async (app) => {
  for (const path of Object.values(PAGES)) {
    app.get(path, { schema: { hide: true } }, async (request, reply) => {
      if (!request.type('html')) {
        throw new Problem(406, 'This is a page for browsers, in text/html. The API is under /api.');
      }
      return reply.sendPage();
    });
  }
};

export default pages;
