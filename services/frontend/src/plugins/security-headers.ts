import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';

/**
 * A policy that lets the page run its own files and nothing else. No script is inline. Styles are a case apart: the
 * component library writes its theme's variables into a `<style>` element, which therefore carries a nonce made for
 * each answer; `unsafe-inline` would let injected markup restyle the page.
 */
export const DIRECTIVES = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  // Pulled and private pictures are fetched with a token and shown from memory.
  imgSrc: ["'self'", 'blob:'],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

export default fp(
  async (app) =>
    app.register(helmet, {
      enableCSPNonces: true,
      contentSecurityPolicy: { useDefaults: false, directives: DIRECTIVES },
      referrerPolicy: { policy: 'same-origin' },
      // The hub speaks plain HTTP; whoever puts TLS in front of it makes that promise (RFC 6797, 7.2).
      strictTransportSecurity: false,
    }),
  { name: 'security-headers' },
);
