import { Alert, Button, Group, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import type { Problem } from '../api/problem.js';
import { useUser } from '../session/use-session.js';
import { texts } from '../texts.js';
import { useCountdown } from './use-countdown.js';

/** The plan's limit is reached: says until when, and where there is more. */
export function QuotaExceeded({ problem }: { problem: Problem }) {
  const user = useUser();
  const until = useMemo(() => Date.now() + (problem.retryAfter ?? 0) * 1000, [problem]);
  const seconds = useCountdown(until);
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
      <Group mt="md" gap="md">
        {user?.plan !== 'enterprise' && (
          <Button component={Link} to={PAGES.account} size="sm">
            {texts.exceeded.upgrade}
          </Button>
        )}
        <Text size="sm" fw={600} aria-live="off">
          {texts.exceeded.wait(seconds)}
        </Text>
      </Group>
    </Alert>
  );
}
