import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMemo } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { useLogIn } from '../api/account.js';
import { Problem } from '../api/problem.js';
import { AccessCard } from '../components/access-card.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { nextPath } from '../components/require-user.js';
import { useCountdown } from '../components/use-now.js';
import { useUser } from '../session/use-session.js';
import { texts } from '../texts.js';

export function LogInPage() {
  const [parameters] = useSearchParams();
  const user = useUser();
  const logIn = useLogIn();
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: { name: isNotEmpty(texts.logIn.required), password: isNotEmpty(texts.logIn.required) },
  });
  if (user) return <Navigate to={nextPath(parameters)} replace />;
  return (
    <AccessCard
      title={texts.logIn.title}
      lead={texts.logIn.lead}
      other={
        <>
          {texts.logIn.other}{' '}
          <Anchor component={Link} to={`${PAGES.signUp}?${parameters}`} underline="always">
            {texts.signUp.title}
          </Anchor>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit((values) => logIn.mutate(values))}>
        <Stack>
          <TextInput
            label={texts.logIn.name}
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            size="md"
            {...form.getInputProps('name')}
          />
          <PasswordInput
            label={texts.logIn.password}
            name="password"
            autoComplete="current-password"
            size="md"
            {...form.getInputProps('password')}
          />
          {logIn.isError && <LogInFailure error={logIn.error} />}
          <Button type="submit" size="md" loading={logIn.isPending}>
            {texts.logIn.submit}
          </Button>
        </Stack>
      </form>
    </AccessCard>
  );
}

function LogInFailure({ error }: { error: unknown }) {
  if (error instanceof Problem && error.status === 429) return <Throttled problem={error} />;
  return <ProblemAlert error={error} />;
}

function Throttled({ problem }: { problem: Problem }) {
  const until = useMemo(() => Date.now() + (problem.retryAfter ?? 0) * 1000, [problem]);
  const seconds = useCountdown(until);
  return (
    <Alert role="alert" color="orange" title={texts.logIn.throttledTitle}>
      <Text size="sm">{texts.logIn.throttledDetail}</Text>
      <Text size="sm" fw={600} mt={4} aria-live="off">
        {texts.logIn.throttled(seconds)}
      </Text>
    </Alert>
  );
}
