import multipart from '@fastify/multipart';
import fp from 'fastify-plugin';

export default fp(
  async (app) => {
    // A file that is cut off at its limit says so itself; the parser's error would come with the part after it.
    await app.register(multipart, { throwFileSizeLimit: false });
  },
  { name: 'multipart' },
);
