import { Text } from '@mantine/core';
import type { Answer } from '../api/answer.js';
import { texts } from '../texts.js';

/** How a request was answered, in one line: by which instance, how fast, and what is left of the plan. */
export function AnswerLine({ answer }: { answer: Answer }) {
  const parts = [
    texts.answer.status(answer.status),
    answer.servedBy && texts.answer.servedBy(answer.servedBy),
    texts.answer.duration(answer.duration),
    answer.quota && texts.answer.quota(answer.quota.remaining, answer.quota.limit),
  ].filter(Boolean);
  return (
    <Text role="status" aria-label={texts.answer.label} size="sm" c="var(--hub-quiet)">
      {texts.answer.label}: {parts.join(' · ')}
    </Text>
  );
}
