import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { checkout } from '../checkout.js';
import { apiDocument } from './document.js';

// `node main.js`: writes the merged document that the frontend serves, and the types of the client that its pages use.
const frontend = join(checkout, 'services/frontend');
const banner = '// Made by "npm run build" from the routes of the services: see scripts/src/api.\n\n';

const document = await apiDocument();
const text = `${JSON.stringify(document, null, 2)}\n`;
await writeFile(join(frontend, 'openapi.json'), text);
const types = await openapiTypescript(text, { alphabetize: true });
await writeFile(join(frontend, 'web/src/api/schema.d.ts'), banner + astToString(types));
