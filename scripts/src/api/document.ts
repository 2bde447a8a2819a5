import { join } from 'node:path';
import { describeService, type OpenApiDocument, type ServiceDescription } from '@imagehub/common';
import { checkout } from '../checkout.js';
import { merge } from './merge.js';

/** The services that clients may call, in the order in which a reader meets them. The ledger is the mesh's own. */
const services = ['auth', 'image-store', 'frontend'] as const;

const description = `Upload a picture, and pull it in another size or format.

**Tokens.** Sign up or log in, and send the token as \`Authorization: Bearer …\`. It is good for 15 minutes; the cookie that
comes with it renews it.

**Plans.** Pulls and uploads are counted. Each answer on a counted route says what is left in \`RateLimit\` and
\`RateLimit-Policy\` (draft-ietf-httpapi-ratelimit-headers-10); a 429 says in \`Retry-After\` when to come again.

**Problems.** Every error is \`application/problem+json\` (RFC 9457). Its \`type\` names the kind, \`errors\` the fields at fault,
and \`instance\` the request's id in the logs.`;

/** The OpenAPI document of all that the edge answers, made from the services' own routes without running one. */
export async function apiDocument(): Promise<OpenApiDocument> {
  const documents = await Promise.all(services.map(describe));
  const info = { title: 'Image Hub', version: '1.0.0', description };
  return merge({ info, servers: [{ url: '/', description: 'The edge of this hub' }] }, documents);
}

async function describe(service: (typeof services)[number]): Promise<OpenApiDocument> {
  const app = join(checkout, 'services', service, 'dist/app.js');
  const { about } = (await import(app)) as { about: ServiceDescription };
  return describeService(about);
}
