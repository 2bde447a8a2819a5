import { Anchor, Button, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { hasLength, isNotEmpty, useForm } from '@mantine/form';
import { Link, Navigate, useSearchParams } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { type SignUp, usePlans, useSignUp } from '../api/account.js';
import type { PlanName } from '../api/types.js';
import { AccessCard } from '../components/access-card.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { nextPath } from '../components/require-user.js';
import { useUser } from '../session/use-session.js';
import { texts } from '../texts.js';

const PLAN_NAMES: PlanName[] = ['personal', 'team', 'enterprise'];

export function SignUpPage() {
  const [parameters] = useSearchParams();
  const user = useUser();
  const plans = usePlans();
  const signUp = useSignUp();
  const form = useForm<SignUp>({
    initialValues: { name: '', password: '', plan: 'personal' },
    validate: {
      name: isNotEmpty(texts.signUp.noName),
      password: hasLength({ min: 8 }, texts.signUp.shortPassword),
    },
  });
  if (user) return <Navigate to={nextPath(parameters)} replace />;
  return (
    <AccessCard
      title={texts.signUp.title}
      lead={texts.signUp.lead}
      other={
        <>
          {texts.signUp.other}{' '}
          <Anchor component={Link} to={`${PAGES.logIn}?${parameters}`} underline="always">
            {texts.logIn.title}
          </Anchor>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit((values) => signUp.mutate(values))}>
        <Stack>
          <TextInput
            label={texts.signUp.name}
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            size="md"
            {...form.getInputProps('name')}
          />
          <PasswordInput
            label={texts.signUp.password}
            description={texts.signUp.passwordHint}
            name="password"
            autoComplete="new-password"
            size="md"
            {...form.getInputProps('password')}
          />
          <Radio.Group label={texts.signUp.plan} size="md" {...form.getInputProps('plan')}>
            <Stack gap="xs" mt={6}>
              {PLAN_NAMES.map((name) => {
                const plan = plans.data?.find((entry) => entry.name === name);
                return (
                  <Radio
                    key={name}
                    value={name}
                    label={texts.planNames[name]}
                    description={plan && texts.planLimit(plan.limit, plan.window)}
                  />
                );
              })}
            </Stack>
          </Radio.Group>
          {signUp.isError && <ProblemAlert error={signUp.error} />}
          <Button type="submit" size="md" loading={signUp.isPending}>
            {texts.signUp.submit}
          </Button>
        </Stack>
      </form>
    </AccessCard>
  );
}
