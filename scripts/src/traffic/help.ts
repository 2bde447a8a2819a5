import { DAY } from './arrivals.js';
import { MOST_CONCURRENCY, MOST_RATE } from './settings.js';

export const help = `Usage: npm run traffic -- [options]

People who use a hub, until Ctrl-C ends it. It prints a line every ten seconds, a line for every second in which
something failed, and at the end what it saw. The accounts and pictures that it made are deleted again.

  --target URL        the hub's edge; by default the hub that runs here (npm start)
  --rate N            requests a second on average, 0.1 to ${MOST_RATE}; default 10
  --duration TIME     90s, 10m or 2h; by default until it is stopped
  --mix LIST          who comes, as weights; default visitors=70,personal=15,team=10,enterprise=5
  --seed N            the same seed: the same people at the same times, who mean to do the same; by default a new one
  --concurrency N     connections, and so requests under way, at most; 1 to ${MOST_CONCURRENCY}, default 32
  --json              a line of JSON for each second, and a summary as the last line

People come independently of each other (a Poisson process), and more at some hours than at others: a day has ${DAY / 60}
minutes, its busiest hour half more than the mean and its quietest half less. Visitors look at the gallery as browsers do;
some sign up and pull; now and then a crowd follows a link. Members pull as their plans suit, and some beyond them: of those
some wait for as long as Retry-After says, others go on. Some upload, a dozen pictures are kept at a time.

How likely somebody pulls depends on the variant that they see: 15 % with the gallery as a grid and 30 % as masonry, 70 % with
stored renditions and 90 % with negotiated ones. These figures are made up so that there is something to find.
`;
