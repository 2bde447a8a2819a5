import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkChapters } from './check.js';
import { missingOf } from './hub.js';
import { type SmallHub, startSmallHub } from './testing.js';

// As the chapters themselves in `npm test`.
const it = test.skipIf((await missingOf(['curl'])).length > 0);

let hub: SmallHub;
const said: string[] = [];

beforeEach(async () => {
  hub = await startSmallHub();
  said.length = 0;
  vi.spyOn(console, 'log').mockImplementation((text) => said.push(text));
  vi.spyOn(console, 'error').mockImplementation((text) => said.push(text));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await hub.stop();
});

const begin = example('. docs/tutorial/npm.sh', 'Image Hub at …. Files of this chapter are in …');
const change = example(
  `curl -s -X PUT -d '{"Kind":"service-defaults","Name":"image-store","Limit":3}' $CONSUL_HTTP_ADDR/v1/config; pull $TEAM`,
  'trueHTTP/1.1 200 OK\nratelimit-policy: "personal";q=3;w=60',
);
const end = example('put_back', 'The hub is as before.');

function example(commands: string, output: string): string {
  return `\`\`\`sh\n${commands}\n\`\`\`\n\n\`\`\`console\n${output}\n\`\`\`\n\n`;
}

function check(...examples: string[]): Promise<boolean> {
  const chapter = { number: 3, title: 'Three', file: 'three.md', markdown: examples.join(''), needs: [] };
  return checkChapters([chapter], hub);
}

const limit = () => hub.entries.get('service-defaults/image-store')?.Limit;

it('fails a chapter that prints something else, names the line, and puts back what it changed', async () => {
  expect(await check(begin, change, example('echo 4', '5'), end)).toBe(false);
  expect(said.join('\n')).toContain('three.md:23: the commands of line 19 print something else');
  expect(limit()).toBe(10);
});

it('puts back what a chapter has changed whose shell has ended', async () => {
  expect(await check(begin, change, example('exit 1', ''), end)).toBe(false);
  expect(said.join('\n')).toContain('given up: the shell has ended');
  expect(limit()).toBe(10);
});

it('fails a chapter that leaves a config entry behind', async () => {
  const add = example(
    `curl -s -X PUT -d '{"Kind":"mesh","Name":"mesh"}' $CONSUL_HTTP_ADDR/v1/config`,
    'true',
  );
  expect(await check(begin, add, end)).toBe(false);
  expect(said.join('\n')).toContain('three.md: Config entries are not as before: mesh/mesh');
});

it('leaves out a chapter for which a program is missing', async () => {
  const chapter = { number: 8, title: 'Cost', file: 'cost.md', markdown: '', needs: ['no-such-program'] };
  expect(await checkChapters([chapter], hub)).toBe(true);
  expect(said[0]).toBe('cost.md is left out, since there is no no-such-program on PATH');
});
