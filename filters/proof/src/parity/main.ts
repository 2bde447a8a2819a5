/** `npm run parity`: the host against a real Envoy; with --long also at random, under load and over a million requests. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { longRun } from './long.js';
import { compareScript } from './parity.js';

const { values } = parseArgs({
  options: { long: { type: 'boolean', default: false }, seed: { type: 'string' } },
});
const binary = process.env.ENVOY_BIN;
if (!binary) throw new Error('ENVOY_BIN must name an Envoy');

const { requests, counted } = await compareScript(binary);
const apart = requests.filter(({ differences }) => differences.length > 0);
for (const { about, differences } of apart) console.log([about, ...differences].join('\n  '));
console.log(
  `${requests.length} scripted requests: ${apart.length === 0 ? 'identical' : `${apart.length} differ`}`,
);

const names = Object.keys({ ...counted.host, ...counted.envoy });
const uneven = names.filter((name) => counted.host[name] !== counted.envoy[name]);
for (const name of uneven)
  console.log(`${name}: ${counted.host[name]} at the host, ${counted.envoy[name]} at Envoy`);
console.log(`${names.length} counters: ${uneven.length === 0 ? 'identical' : `${uneven.length} differ`}`);

let passed = apart.length === 0 && uneven.length === 0;
if (values.long) passed = (await longRun(binary, Number(values.seed ?? randomInt(2 ** 31)))) && passed;
process.exitCode = passed ? 0 : 1;
