import { Badge } from '@mantine/core';
import type { PlanName } from '../api/types.js';
import { texts } from '../texts.js';
import classes from './plan-badge.module.css';

export function PlanBadge({ plan }: { plan: PlanName }) {
  return (
    <Badge variant="default" tt="none" fw={600} className={classes.badge} data-plan={plan}>
      {texts.planNames[plan]}
    </Badge>
  );
}
