import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const checkout = path.resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

let workspace: string;
let service: ChildProcess;
let url: string;

/** The files of the README: a path in backticks on a line of its own, followed by a block of code. */
async function examples(): Promise<[file: string, text: string][]> {
  const markdown = await readFile(path.join(checkout, 'services/common/README.md'), 'utf8');
  const blocks = markdown.matchAll(/^`([\w./-]+)`\n\n```\w+\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, file = '', text = '']) => [file, text]);
}

beforeAll(async () => {
  // A checkout with one more service, as far as that can tell.
  workspace = await mkdtemp(path.join(tmpdir(), 'imagehub-greetings-'));
  const folder = path.join(workspace, 'services/greetings');
  await mkdir(folder, { recursive: true });
  for (const shared of ['tsconfig.base.json', 'node_modules', 'services/common']) {
    await symlink(path.join(checkout, shared), path.join(workspace, shared));
  }
  for (const [file, text] of await examples()) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  await run(path.join(checkout, 'node_modules/.bin/tsc'), ['-p', folder]);
  const env = { PORT: '0', GREETING: 'Kia ora' };
  service = spawn(process.execPath, [path.join(folder, 'dist/server.js')], { env });
  const lines = createInterface({ input: service.stdout as NodeJS.ReadableStream });
  const [line] = await once(lines, 'line');
  url = String(JSON.parse(String(line)).msg).replace('Server listening at ', '');
}, 60_000);

afterAll(async () => {
  service.kill('SIGKILL');
  await rm(workspace, { recursive: true });
});

it('is a service, with health, problems and a document', async () => {
  expect(await (await fetch(`${url}/api/greetings/Ada`)).json()).toEqual({ text: 'Kia ora, Ada!' });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const refused = await fetch(`${url}/api/greetings/Eve`);
  expect(refused.headers.get('content-type')).toMatch('application/problem+json');
  expect(await refused.json()).toMatchObject({ type: 'urn:imagehub:problem:stranger', status: 404 });
  const document = (await (await fetch(`${url}/api/greetings/openapi.json`)).json()) as {
    paths: Record<string, { get: { operationId: string } }>;
  };
  expect(document.paths['/api/greetings/{name}']?.get.operationId).toBe('greet');
});

it('ends well when it is told to', async () => {
  service.kill('SIGTERM');
  expect(await once(service, 'exit')).toEqual([0, null]);
});
