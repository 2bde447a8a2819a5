import type { PlanName } from '../api/types.js';
import { PlanBadge } from '../components/plan-badge.js';
import { useSession, useStore } from '../session/use-session.js';
import { texts } from '../texts.js';
import classes from './quota-pill.module.css';

/** The plan, with what is left of it once an answer has told. */
export function QuotaPill({ plan }: { plan: PlanName }) {
  const quota = useStore(useSession().quota);
  return (
    <span className={classes.pill} data-known={quota !== undefined}>
      {quota && (
        <span className={classes.left} data-empty={quota.remaining === 0}>
          {texts.navigation.quota(quota.remaining)}
        </span>
      )}
      <span className={classes.plan}>
        <PlanBadge plan={plan} />
      </span>
    </span>
  );
}
