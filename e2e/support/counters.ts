import { portOf } from './hub.js';

/** The sum of a counter of one part of the mesh over all its tags that are as wanted; 0 while it does not exist. */
export async function counter(
  part: string,
  name: string,
  tags: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${portOf(`${part}-metrics`)}/metrics`);
  const wanted = Object.entries(tags).map(([tag, value]) => `${tag}="${value}"`);
  return (await response.text())
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && wanted.every((pair) => line.includes(pair)))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
