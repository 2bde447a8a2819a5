import type { CSSProperties } from 'react';
import type { Quota } from '../api/quota.js';
import { useCountdown } from '../components/use-now.js';
import { texts } from '../texts.js';
import classes from './quota-meter.module.css';

/** Up to so many units, the meter shows each by itself. */
const COUNTABLE = 20;

/** What is left of the plan, as the latest answer told it, with the time until there is more. */
export function QuotaMeter({ quota }: { quota: Quota }) {
  const seconds = useCountdown(quota.resetAt);
  const limit = quota.limit ?? quota.remaining;
  const segments = limit <= COUNTABLE ? Math.max(1, limit) : 1;
  return (
    <div className={classes.quota}>
      <p className={classes.left}>
        <span className={classes.number} data-empty={quota.remaining === 0}>
          {texts.format.number(quota.remaining)}
        </span>{' '}
        {quota.limit !== undefined && texts.account.quotaOf(quota.limit)}
      </p>
      <Reset seconds={seconds} window={quota.window ?? 60} />
      <meter
        className={classes.meter}
        style={{ '--segments': segments } as CSSProperties}
        aria-label={texts.account.quotaMeter}
        aria-valuetext={texts.account.quotaLeft(quota.remaining, quota.limit)}
        min={0}
        max={Math.max(1, limit)}
        low={limit * 0.3}
        optimum={limit}
        value={quota.remaining}
      />
    </div>
  );
}

/** A ring that empties as the seconds go. */
function Reset({ seconds, window }: { seconds: number; window: number }) {
  return (
    <p className={classes.reset}>
      <svg viewBox="0 0 36 36" className={classes.ring} aria-hidden="true">
        <circle cx="18" cy="18" r="15" />
        <circle cx="18" cy="18" r="15" pathLength={1} strokeDashoffset={1 - Math.min(1, seconds / window)} />
      </svg>
      {seconds > 0 ? texts.account.resets(seconds) : texts.account.reset}
    </p>
  );
}
