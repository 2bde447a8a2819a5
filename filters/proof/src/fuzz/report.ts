import type { Campaign, Crash } from './campaign.js';

const MIB = 1024 * 1024;

/** A table of campaigns, one line each. */
export function campaignLines(campaigns: readonly Campaign[]): string[] {
  return campaigns.map(({ filter, inputs, kinds, accepted, statuses, crashes, memory }) => {
    const parts = [
      `${filter}: ${inputs.toLocaleString('en')} inputs (${counts(kinds)})`,
      `configurations taken ${accepted.toLocaleString('en')}, answers ${counts(statuses)}`,
      `traps ${crashes.length}, memory ${mebibytes(memory.early)} half-way, ${mebibytes(memory.late)} at the end`,
    ];
    return parts.join('\n  ');
  });
}

/** How to see a crash again. */
export function crashLines({ filter, seed, number, input, error }: Crash): string[] {
  const bytes = (_: string, value: unknown): unknown =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  return [
    `${filter}: ${error}`,
    `  input ${JSON.stringify(input, bytes)}`,
    `  again: npm run fuzz -- --filter ${filter} --seed ${seed} --from ${number} --inputs 1`,
  ];
}

function counts(by: Record<string, number>): string {
  return Object.entries(by)
    .map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
    .join(', ');
}

function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(2)} MiB`;
}
