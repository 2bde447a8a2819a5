import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { exists, whenChanged } from './inputs.mjs';
import { prune } from './prune.mjs';
import { root, step } from './step.mjs';

const bin = (name) => path.join(root, 'node_modules/.bin', name);

/** Builds services, filters, the web app and the scripts; what is unchanged is left alone. */
export async function buildAll() {
  const compiled = buildTypeScript().then(describeApi);
  const results = await Promise.allSettled([
    compiled,
    buildFilters(),
    buildReference(),
    compiled.then(buildWebApp),
  ]);
  // Reported once the others are done, below their lines.
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

/** Builds only what the commands that look at the machine need. */
export async function buildScripts() {
  await compile('scripts');
}

async function buildTypeScript() {
  const services = await readdir(path.join(root, 'services'));
  await Promise.all(services.flatMap((name) => [generateDatabaseClient(name), prune(`services/${name}`)]));
  await compile('.');
}

async function generateDatabaseClient(service) {
  const folder = `services/${service}`;
  if (!(await exists(path.join(root, folder, 'prisma/schema.prisma')))) return;
  await whenChanged(`prisma-${service}`, {
    inputs: [
      `${folder}/prisma/schema.prisma`,
      `${folder}/prisma.config.ts`,
      'node_modules/prisma/package.json',
    ],
    output: `${folder}/src/generated/prisma`,
    make: () =>
      step(`Generate the database client of ${service}`, bin('prisma'), ['generate'], {
        cwd: path.join(root, folder),
      }),
  });
}

async function compile(project) {
  await step('Compile TypeScript', bin('tsc'), ['-b', project]);
}

/** What clients and the web app know of the API: made from the routes of the services as compiled. */
async function describeApi() {
  const services = await readdir(path.join(root, 'services'));
  await whenChanged('api', {
    inputs: ['scripts/src/api', ...services.map((name) => `services/${name}/src`), 'package-lock.json'],
    output: 'services/frontend/openapi.json',
    make: () => step('Describe the API', process.execPath, ['scripts/dist/api/main.js']),
  });
}

/** The page that shows the API's document to people. */
async function buildReference() {
  const folder = 'services/frontend/reference';
  await whenChanged('reference', {
    inputs: [folder, 'node_modules/@scalar/fastify-api-reference/package.json'],
    output: 'services/frontend/dist/reference/index.html',
    make: () => step('Build the API reference', process.execPath, [`${folder}/build.mjs`]),
  });
}

async function buildFilters() {
  await step('Build the filters', process.execPath, ['filters/build.mjs']);
}

async function buildWebApp() {
  const folder = 'services/frontend';
  const cwd = path.join(root, folder);
  await whenChanged('web-app', {
    inputs: [
      `${folder}/web`,
      `${folder}/src/pages.ts`,
      `${folder}/vite.config.ts`,
      `${folder}/postcss.config.js`,
      'package-lock.json',
    ],
    output: `${folder}/dist/web/index.html`,
    make: async () => {
      await step('Check the web app', bin('tsc'), ['-p', 'web'], { cwd });
      await step('Build the web app', bin('vite'), ['build'], { cwd });
    },
  });
}
