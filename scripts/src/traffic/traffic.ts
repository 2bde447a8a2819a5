import { runningHub } from '../hub/running.js';
import { sendTraffic } from './command.js';

/** `traffic [options]`: people who use the hub that runs here, or another. */
export async function traffic(args: string[]): Promise<void> {
  await sendTraffic(args, () => runningHub('npm run traffic -- --target https://hub.example').url);
}
