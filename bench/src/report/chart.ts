import type { Results, VariantResult } from '../results.js';

const WIDTH = 760;
const LEFT = 250;
const RIGHT = 70;
const TOP = 84;
const BAR = 14;
const GROUP = 44;

/** Readable on light and on dark pages. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; }
  .small { font-size: 11px; }
  .grid { stroke: #d0d7de; }
  .spread { stroke: #24292f; }
  .load0 { fill: #1f6feb; }
  .load1 { fill: #8b949e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .grid { stroke: #30363d; }
    .spread { stroke: #e6edf3; }
  }`;

/** A bar chart of the µs that each variant adds, a bar for each load, with the quartiles as a line. */
export function chart({ variants }: Results, envoyVersion: string): string {
  const compared = variants.filter(({ id }) => id !== 'none');
  const loads = Object.keys(variants[0]?.loads ?? {});
  const most = Math.max(...compared.flatMap((one) => loads.map((load) => one.loads[load]?.added.high ?? 0)));
  const step = most > 20 ? 5 : 2;
  const end = Math.ceil(most / step) * step;
  const x = (value: number) => LEFT + (Math.max(0, value) / end) * (WIDTH - LEFT - RIGHT);
  const height = TOP + compared.length * GROUP + 34;
  const ticks = Array.from({ length: end / step + 1 }, (_, index) => index * step);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>CPU time that filters add to a request</title>`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="16" y="24">CPU time that filters add to a request, in µs (less is better)</text>`,
    `<text class="small" x="16" y="44">Envoy ${envoyVersion}, one worker; medians, with a line from the first to the third quartile</text>`,
    ...loads.map((load, index) => legend(load, index)),
    ...ticks.map((tick) => gridLine(round(x(tick)), tick, height)),
    ...compared.flatMap((variant, index) => bars(variant, loads, TOP + index * GROUP, x)),
    '</svg>',
    '',
  ].join('\n');
}

function legend(load: string, index: number): string {
  const x = LEFT + index * 120;
  const label = `${Number(load).toLocaleString('en')} in flight`;
  return `<rect class="load${index}" x="${x}" y="54" width="12" height="12"/><text class="small" x="${x + 18}" y="64">${label}</text>`;
}

function gridLine(x: number, value: number, height: number): string {
  const bottom = height - 28;
  return `<line class="grid" x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${bottom}"/><text class="small" x="${x}" y="${bottom + 16}" text-anchor="middle">${value}</text>`;
}

function bars(variant: VariantResult, loads: string[], top: number, x: (value: number) => number): string[] {
  const name = `<text x="${LEFT - 12}" y="${top + BAR + 5}" text-anchor="end">${variant.title}</text>`;
  return [name, ...loads.map((load, index) => bar(variant, load, index, top + index * (BAR + 2), x))];
}

function bar(
  variant: VariantResult,
  load: string,
  index: number,
  y: number,
  x: (value: number) => number,
): string {
  const added = variant.loads[load]?.added;
  if (!added) return '';
  const middle = y + BAR / 2;
  const end = Math.max(x(added.median), x(added.high));
  return [
    `<rect class="load${index}" x="${LEFT}" y="${y}" width="${round(x(added.median) - LEFT)}" height="${BAR}"/>`,
    `<line class="spread" x1="${round(x(added.low))}" x2="${round(x(added.high))}" y1="${middle}" y2="${middle}"/>`,
    `<text class="small" x="${round(end) + 6}" y="${middle + 4}">${added.median.toFixed(1)}</text>`,
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
