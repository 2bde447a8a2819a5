import { Badge } from '@mantine/core';
import type { PlanName } from '../session/session.js';
import { texts } from '../texts.js';

const COLORS: Record<PlanName, string> = { personal: 'gray', team: 'pine', enterprise: 'yellow' };

export function PlanBadge({ plan }: { plan: PlanName }) {
  return (
    <Badge variant="light" color={COLORS[plan]} tt="none" fw={600} autoContrast>
      {texts.planNames[plan]}
    </Badge>
  );
}
