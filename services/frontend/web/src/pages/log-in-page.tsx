import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { Link, Navigate, useSearchParams } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { useLogIn } from '../api/account.js';
import { AccessCard } from '../components/access-card.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { nextPath } from '../components/require-user.js';
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
          {logIn.isError && <ProblemAlert error={logIn.error} />}
          <Button type="submit" size="md" loading={logIn.isPending}>
            {texts.logIn.submit}
          </Button>
        </Stack>
      </form>
    </AccessCard>
  );
}
