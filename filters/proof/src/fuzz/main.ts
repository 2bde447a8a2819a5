/** `npm run fuzz`: the long campaign against every filter. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { builtFilters } from '../modules.js';
import { subjects } from '../subjects/index.js';
import { type Campaign, campaign, hasGrown } from './campaign.js';
import { campaignLines, crashLines } from './report.js';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '2000000' },
    seed: { type: 'string' },
    from: { type: 'string', default: '0' },
    filter: { type: 'string' },
  },
});

const seed = Number(values.seed ?? randomInt(2 ** 31));
const filters = (await builtFilters()).filter(({ name }) => (values.filter ?? name) === name);
const inputs = Math.ceil(Number(values.inputs) / filters.length);
const progress = (filter: string) => (done: number) => {
  if (process.stderr.isTTY)
    process.stderr.write(
      `\r\x1b[2K${filter}: ${done.toLocaleString('en')} of ${inputs.toLocaleString('en')}`,
    );
};

console.log(`seed ${seed}`);
const started = performance.now();
const campaigns: Campaign[] = filters.map((filter) => {
  const subject = subjects.find(({ name }) => name === filter.name);
  if (!subject) throw new Error(`nobody has described ${filter.name} to the fuzzer`);
  return campaign(filter, subject, {
    seed,
    from: Number(values.from),
    inputs,
    progress: progress(filter.name),
  });
});
const seconds = (performance.now() - started) / 1000;
if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');

const crashes = campaigns.flatMap((seen) => seen.crashes);
const total = campaigns.reduce((sum, seen) => sum + seen.inputs, 0);
console.log(campaignLines(campaigns).join('\n'));
for (const crash of crashes.slice(0, 10)) console.log(crashLines(crash).join('\n'));
console.log(
  `${total.toLocaleString('en')} inputs, ${crashes.length} traps, ${seconds.toFixed(0)} s, ${Math.round(total / seconds).toLocaleString('en')} a second`,
);
const grown = campaigns.some(hasGrown);
if (grown) console.log('Memory has grown.');
process.exitCode = crashes.length > 0 || (grown && total >= 100_000) ? 1 : 0;
