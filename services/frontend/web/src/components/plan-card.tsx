import { Badge, Button, Group, Text, Title } from '@mantine/core';
import type { Plan } from '../api/account.js';
import { texts } from '../texts.js';
import { Panel } from './panel.js';
import classes from './plan-card.module.css';

interface PlanCardProps {
  plan: Plan;
  /** The plan that the user has now. */
  current: Plan | undefined;
  changing: boolean;
  onChoose: () => void;
}

export function PlanCard({ plan, current, changing, onChoose }: PlanCardProps) {
  const title = `plan-${plan.name}`;
  const isCurrent = plan.name === current?.name;
  const isBigger = !current || plan.limit > current.limit;
  return (
    <Panel component="article" aria-labelledby={title} className={classes.card} data-current={isCurrent}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={3} id={title} size="h4">
          {texts.planNames[plan.name]}
        </Title>
        {isCurrent && (
          <Badge variant="filled" tt="none">
            {texts.account.yourPlan}
          </Badge>
        )}
      </Group>
      <Text className={classes.limit}>{texts.format.number(plan.limit)}</Text>
      <Text size="sm" fw={600}>
        {texts.planUnit(plan.window)}
      </Text>
      <Text size="sm" c="var(--hub-quiet)" mt={4} mb="md">
        {texts.planPurposes[plan.name]}
      </Text>
      {!isCurrent && (
        <Button mt="auto" variant={isBigger ? 'filled' : 'default'} loading={changing} onClick={onChoose}>
          {isBigger ? texts.account.upgrade(plan.name) : texts.account.downgrade(plan.name)}
        </Button>
      )}
    </Panel>
  );
}
