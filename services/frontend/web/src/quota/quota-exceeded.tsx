import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { type Plan, useChangePlan, usePlans } from '../api/account.js';
import type { Problem } from '../api/problem.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useCountdown } from '../components/use-now.js';
import { useUser } from '../session/use-session.js';
import { texts } from '../texts.js';

/** The plan's limit is reached: says until when, and offers the next bigger plan on the spot. */
export function QuotaExceeded({ problem }: { problem: Problem }) {
  const user = useUser();
  const plans = usePlans();
  const change = useChangePlan();
  const until = useMemo(() => Date.now() + (problem.retryAfter ?? 0) * 1000, [problem]);
  const seconds = useCountdown(until);
  const bigger = nextBigger(plans.data ?? [], user?.plan);
  if (change.isSuccess) {
    return (
      <Alert role="status" color="pine">
        {texts.exceeded.upgraded(change.data.plan)}
      </Alert>
    );
  }
  return (
    <Alert
      role="alert"
      color="orange"
      title={texts.exceeded.title(user?.plan)}
      icon={<IconHourglass aria-hidden />}
    >
      <Text size="sm">{texts.exceeded.detail}</Text>
      <Text size="sm" mt={4}>
        {problem.title}: {problem.message}
      </Text>
      {change.isError && <ProblemAlert error={change.error} />}
      <Group mt="md" gap="sm">
        {bigger && (
          <Button size="sm" loading={change.isPending} onClick={() => change.mutate({ plan: bigger.name })}>
            {texts.exceeded.upgrade(bigger.name, bigger.limit)}
          </Button>
        )}
        <Text size="sm" fw={600} aria-live="off">
          {bigger ? texts.exceeded.wait(seconds) : texts.exceeded.waitOnly(seconds)}
        </Text>
      </Group>
      {bigger && (
        <Anchor
          component={Link}
          to={PAGES.account}
          size="sm"
          mt="sm"
          display="inline-block"
          c="inherit"
          underline="always"
        >
          {texts.exceeded.compare}
        </Anchor>
      )}
    </Alert>
  );
}

function nextBigger(plans: Plan[], current: string | undefined): Plan | undefined {
  const limit = plans.find(({ name }) => name === current)?.limit ?? Number.POSITIVE_INFINITY;
  return plans.filter((plan) => plan.limit > limit).sort((a, b) => a.limit - b.limit)[0];
}
