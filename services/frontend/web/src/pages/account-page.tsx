import { Alert, Button, Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { EndAccount } from '../account/end-account.js';
import { useChangePlan, useCurrentPlan, useLogOut, usePlans } from '../api/account.js';
import { PageHeader } from '../components/page-header.js';
import { Panel } from '../components/panel.js';
import { PlanBadge } from '../components/plan-badge.js';
import { PlanCard } from '../components/plan-card.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { QuotaHistory } from '../quota/quota-history.js';
import { QuotaMeter } from '../quota/quota-meter.js';
import { useSession, useStore, useUser } from '../session/use-session.js';
import { texts } from '../texts.js';
import classes from './account-page.module.css';

const PLACEHOLDERS = ['personal', 'team', 'enterprise'];

export function AccountPage() {
  const user = useUser();
  const logOut = useLogOut();
  if (!user) return null;
  return (
    <div className={classes.page}>
      <Group justify="space-between" align="end">
        <PageHeader
          title={texts.account.title}
          lead={
            <Group gap="xs">
              {user.name} <PlanBadge plan={user.plan} /> {user.role === 'admin' && texts.account.admin}
            </Group>
          }
        />
        <Button
          variant="default"
          leftSection={<IconLogout size="1.125rem" aria-hidden />}
          loading={logOut.isPending}
          onClick={() => logOut.mutate()}
        >
          {texts.account.logOut}
        </Button>
      </Group>
      {logOut.isError && <ProblemAlert error={logOut.error} />}
      <QuotaPanels />
      <Plans />
      <EndAccount />
    </div>
  );
}

function QuotaPanels() {
  const quota = useStore(useSession().quota);
  return (
    <div className={classes.quota}>
      <Panel component="section" aria-labelledby="quota-title">
        <Title order={2} id="quota-title" mb="md">
          {texts.account.quotaTitle}
        </Title>
        {quota ? (
          <QuotaMeter quota={quota} />
        ) : (
          <Text c="var(--hub-quiet)">{texts.account.quotaUnknown}</Text>
        )}
      </Panel>
      <Panel component="section" aria-labelledby="history-title">
        <Title order={2} id="history-title" mb="md">
          {texts.account.historyTitle}
        </Title>
        <QuotaHistory />
      </Panel>
    </div>
  );
}

function Plans() {
  const plans = usePlans();
  const change = useChangePlan();
  const current = useCurrentPlan();
  return (
    <section aria-labelledby="plans-title">
      <Title order={2} id="plans-title">
        {texts.account.plansTitle}
      </Title>
      <Text c="var(--hub-quiet)" mb="md">
        {texts.account.plansLead}
      </Text>
      <Stack>
        {plans.isError && <ProblemAlert error={plans.error} onRetry={() => plans.refetch()} />}
        {change.isError && <ProblemAlert error={change.error} />}
        {change.isSuccess && (
          <Alert role="status" color="pine">
            {texts.account.changed(change.data.plan)}
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {plans.isPending && PLACEHOLDERS.map((key) => <Skeleton key={key} height="15rem" radius="lg" />)}
          {plans.data?.map((plan) => (
            <PlanCard
              key={plan.name}
              plan={plan}
              current={current}
              changing={change.isPending && change.variables.plan === plan.name}
              onChoose={() => change.mutate({ plan: plan.name })}
            />
          ))}
        </SimpleGrid>
      </Stack>
    </section>
  );
}
