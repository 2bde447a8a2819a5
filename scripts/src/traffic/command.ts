import { Failure } from '../failure.js';
import { onStopSignal } from '../hub/signals.js';
import { deleteMembers } from './clean-up.js';
import { type Client, connect } from './client.js';
import { sumOf } from './counts.js';
import { help } from './help.js';
import { mixText } from './mix.js';
import { failureLine, reportText, type Summary, spanLine, summarize } from './report.js';
import { type Run, startRun } from './run.js';
import { readSettings, type Settings } from './settings.js';
import { newTally, type Tally } from './tally.js';

/** Seconds between two lines on how it goes. */
const LINE = 10;

/**
 * `traffic [options]`: a load of believable people.
 * @param usual address of the hub when no target is named
 */
export async function sendTraffic(args: string[], usual: () => string): Promise<void> {
  const settings = readSettings(args);
  if (!settings) {
    process.stdout.write(help);
    return;
  }
  const origin = settings.target ?? usual();
  const client = connect(origin, settings.concurrency);
  try {
    await answers(client, origin);
    await run(origin, client, settings);
  } finally {
    await client.close();
  }
}

async function run(origin: string, client: Client, settings: Settings): Promise<void> {
  const say = (text: string) => settings.json || console.log(text);
  const stopped = new AbortController();
  onStopSignal(() => {}).then(() => stopped.abort());
  const timer = timeout(settings.duration, () => stopped.abort());

  const tally = newTally();
  const begun = performance.now();
  say(headOf(origin, settings));
  const people = startRun(origin, client, tally, settings, stopped.signal);
  const watch = setInterval(watchSeconds(tally, people, settings.json), 1000);
  await people.ended;
  clearTimeout(timer);
  clearInterval(watch);

  const summary = await finish(tally, people, performance.now() - begun, say);
  console.log(settings.json ? JSON.stringify(summary) : `\n${reportText(summary)}`);
}

async function finish(
  tally: Tally,
  { members }: Run,
  ms: number,
  say: (text: string) => void,
): Promise<Summary> {
  say('Everybody leaves; the accounts are deleted …');
  const left = await deleteMembers(members, new AbortController().signal);
  if (left.length > 0) {
    console.error(
      `${left.length} accounts could not be deleted and stay, with their pictures: ${left.join(', ')}`,
    );
  }
  return summarize(tally, ms);
}

/** Says each second, or every few, what has happened. */
function watchSeconds(tally: Tally, people: Run, json: boolean): () => void {
  let seconds = 0;
  return () => {
    seconds += 1;
    const second = tally.takeSpan('second');
    if (json) {
      const failures = Object.fromEntries(second.failures);
      const { requests, refused } = second;
      const failed = sumOf(second.failures);
      const at = new Date().toISOString();
      console.log(
        JSON.stringify({ type: 'second', at, requests, refused, failed, failures, here: people.present() }),
      );
      return;
    }
    if (second.failures.size > 0) console.log(failureLine(second));
    if (seconds % LINE === 0) console.log(spanLine(tally.takeSpan('line'), LINE, people.present()));
  };
}

function headOf(origin: string, { rate, duration, mix, seed }: Settings): string {
  const long = duration === Number.POSITIVE_INFINITY ? 'until Ctrl-C' : `for ${duration / 1000} s`;
  return `About ${rate} requests a second to ${origin} ${long}: --mix ${mixText(mix)} --seed ${seed}`;
}

function timeout(ms: number, end: () => void): NodeJS.Timeout | undefined {
  return ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(end, ms);
}

async function answers(client: Client, origin: string): Promise<void> {
  const { status, reason } = await client.send('/api/plans', {});
  if (status === 200) return;
  throw new Failure(
    `${origin} does not answer as a hub: GET /api/plans gives ${reason ?? status}.`,
    'Next step: start a hub (npm start), or name another: npm run traffic -- --target https://hub.example',
  );
}
