import { Button, Stack, Text, Title } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import { useCurrentPlan } from '../api/account.js';
import type { Image } from '../api/types.js';
import { Panel } from '../components/panel.js';
import { RequestFailure } from '../components/request-failure.js';
import { logInPath } from '../components/require-user.js';
import { useSessionState } from '../session/use-session.js';
import { texts } from '../texts.js';
import { CurlCommand } from './curl-command.js';
import { PullControls } from './pull-controls.js';
import { PulledBytes } from './pulled-bytes.js';
import type { Preview } from './use-preview.js';

/** Pulls a picture in the size and format that the visitor chooses, and says what came of it. */
export function PullPanel({ image, preview }: { image: Image; preview: Preview }) {
  const { status } = useSessionState();
  const plan = useCurrentPlan();
  const { pull, pulled, shown, parameters } = preview;
  return (
    <Panel component="section" aria-labelledby="pull-title">
      <Title order={2} id="pull-title">
        {texts.pull.title}
      </Title>
      <Text c="var(--hub-quiet)" size="sm" mb="md">
        {plan ? texts.pull.leadOf(plan.limit, plan.window) : texts.pull.lead}
      </Text>
      {status === 'anonymous' ? (
        <LogInFirst />
      ) : (
        <Stack gap="lg">
          {pull.isError && <RequestFailure error={pull.error} />}
          <PullControls image={image} preview={preview} />
          {pulled.length > 0 && (
            <PulledBytes image={image} pulled={pulled} shown={shown} onShow={preview.show} />
          )}
          <CurlCommand image={image} parameters={parameters} />
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
