import { Group, Text } from '@mantine/core';
import type { Quota } from '../api/quota.js';
import { texts } from '../texts.js';
import classes from './quota-meter.module.css';
import { useCountdown } from './use-countdown.js';

/** What is left of the plan, as the latest answer told it, with the time until there is more. */
export function QuotaMeter({ quota }: { quota: Quota }) {
  const seconds = useCountdown(quota.resetAt);
  const limit = quota.limit ?? quota.remaining;
  const left = texts.account.quotaLeft(quota.remaining, quota.limit);
  return (
    <div>
      <Group justify="space-between" mb={8} gap="xs">
        <Text fw={600} size="lg">
          {left}
        </Text>
        <Text size="sm" c="var(--hub-quiet)">
          {seconds > 0 ? texts.account.resets(seconds) : texts.account.reset}
        </Text>
      </Group>
      <meter
        className={classes.meter}
        aria-label={texts.account.quotaMeter}
        aria-valuetext={left}
        min={0}
        max={limit}
        low={limit * 0.3}
        optimum={limit}
        value={quota.remaining}
      />
    </div>
  );
}
