import { Button, Stack, Text, Title } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import type { usePull } from '../api/images.js';
import { Panel } from '../components/panel.js';
import { RequestFailure } from '../components/request-failure.js';
import { logInPath } from '../components/require-user.js';
import { useSession, useSessionState, useStore } from '../session/use-session.js';
import { texts } from '../texts.js';
import { AnswerLine } from './answer-line.js';
import { PullForm } from './pull-form.js';

/** Pulls a picture in the size and format that the visitor chooses, and says how that went. */
export function PullPanel({ pull }: { pull: ReturnType<typeof usePull> }) {
  const { status } = useSessionState();
  const lastPull = useStore(useSession().lastPull);
  return (
    <Panel component="section" aria-labelledby="pull-title">
      <Title order={2} id="pull-title">
        {texts.pull.title}
      </Title>
      <Text c="var(--hub-quiet)" size="sm" mb="md">
        {texts.pull.lead}
      </Text>
      {status === 'anonymous' ? (
        <LogInFirst />
      ) : (
        <Stack gap="md">
          <PullForm
            loading={pull.isPending}
            error={pull.error}
            onPull={(parameters) => pull.mutate(parameters)}
          />
          {pull.isError && <RequestFailure error={pull.error} />}
          {!pull.isIdle && lastPull && <AnswerLine answer={lastPull} />}
        </Stack>
      )}
    </Panel>
  );
}

function LogInFirst() {
  const { pathname } = useLocation();
  return (
    <Stack gap="sm" align="start">
      <Text size="sm">{texts.pull.logInDetail}</Text>
      <Button component={Link} to={logInPath(pathname)}>
        {texts.pull.logIn}
      </Button>
    </Stack>
  );
}
