import { Failure, messageOf } from '../failure.js';
import { sendTraffic } from './command.js';

// As a container runs it: the hub is where HUB_URL says.
try {
  await sendTraffic(process.argv.slice(2), () => {
    const { HUB_URL } = process.env;
    if (HUB_URL) return HUB_URL;
    throw new Failure('HUB_URL is not set: name the hub by it or by --target');
  });
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
