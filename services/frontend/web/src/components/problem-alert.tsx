import { Alert, Button, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Problem } from '../api/problem.js';
import { texts } from '../texts.js';

/** What failed, in the service's own words. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem =
    error instanceof Problem
      ? error
      : new Problem(0, texts.errors.unexpectedTitle, texts.errors.unexpectedDetail);
  return (
    <Alert role="alert" color="red" title={problem.title} icon={<IconAlertTriangle aria-hidden />}>
      <Text size="sm">{problem.message}</Text>
      {problem.fields.length > 1 && (
        <List size="sm" mt="xs">
          {problem.fields.map(({ field, message }) => (
            <List.Item key={`${field} ${message}`}>
              {field}: {message}
            </List.Item>
          ))}
        </List>
      )}
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {texts.errors.retry}
        </Button>
      )}
    </Alert>
  );
}
