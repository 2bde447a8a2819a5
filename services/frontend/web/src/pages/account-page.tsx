import { Alert, Button, Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useChangePlan, useLogOut, usePlans } from '../api/account.js';
import { PageHeader } from '../components/page-header.js';
import { Panel } from '../components/panel.js';
import { PlanBadge } from '../components/plan-badge.js';
import { PlanCard } from '../components/plan-card.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { QuotaMeter } from '../components/quota-meter.js';
import { useSession, useStore, useUser } from '../session/use-session.js';
import { texts } from '../texts.js';

export function AccountPage() {
  const user = useUser();
  const quota = useStore(useSession().quota);
  const logOut = useLogOut();
  if (!user) return null;
  return (
    <Stack gap="xl">
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
          leftSection={<IconLogout size={18} aria-hidden />}
          loading={logOut.isPending}
          onClick={() => logOut.mutate()}
        >
          {texts.account.logOut}
        </Button>
      </Group>
      {logOut.isError && <ProblemAlert error={logOut.error} />}
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
      <Plans />
    </Stack>
  );
}

function Plans() {
  const user = useUser();
  const plans = usePlans();
  const change = useChangePlan();
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
          {plans.isPending && ['a', 'b', 'c'].map((key) => <Skeleton key={key} height={190} radius="lg" />)}
          {plans.data?.map((plan) => (
            <PlanCard
              key={plan.name}
              plan={plan}
              current={plan.name === user?.plan}
              changing={change.isPending && change.variables.plan === plan.name}
              onChoose={() => change.mutate({ plan: plan.name })}
            />
          ))}
        </SimpleGrid>
      </Stack>
    </section>
  );
}
