import { useNow } from '../components/use-now.js';
import { useSession, useStore } from '../session/use-session.js';
import { texts } from '../texts.js';
import { lastMinute } from './last-minute.js';
import classes from './quota-history.module.css';

const WIDTH = 600;
const HEIGHT = 96;

/** The last minute of the plan, moving: a line of what was left, and a mark for each request. */
export function QuotaHistory() {
  const decisions = useStore(useSession().decisions);
  const now = useNow();
  const latest = decisions.at(-1)?.at ?? 0;
  const { moments, admitted, refused } = lastMinute(decisions, Math.max(now, latest));
  const summary = texts.account.history(admitted, refused);
  const points = moments.map(({ x, left }) => `H${x * WIDTH} V${(1 - left) * HEIGHT}`).join(' ');
  const [first] = moments;
  return (
    <figure className={classes.history}>
      <figcaption className={classes.caption}>
        <span>{texts.account.historyLead}</span>
        <span>{summary}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 24}`}
        preserveAspectRatio="none"
        className={classes.chart}
        role="img"
        aria-label={summary}
      >
        <path className={classes.base} d={`M0 ${HEIGHT} H${WIDTH}`} />
        {first && (
          <path
            className={classes.left}
            d={`M${first.x * WIDTH} ${HEIGHT} ${points} H${WIDTH} V${HEIGHT} Z`}
          />
        )}
        {moments.map(({ x, admitted: passed }) => (
          <path
            key={x}
            className={passed ? classes.admitted : classes.refused}
            d={`M${x * WIDTH} ${HEIGHT + 6} v${passed ? 12 : 18}`}
          />
        ))}
      </svg>
      <div className={classes.axis} aria-hidden>
        <span>{texts.account.historyAgo}</span>
        <span>{texts.account.historyNow}</span>
      </div>
    </figure>
  );
}
