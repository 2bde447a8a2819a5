import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronUp } from '@tabler/icons-react';
import { lazy, Suspense, useRef } from 'react';
import type { Answer } from '../api/answer.js';
import { useSession, useStore } from '../session/use-session.js';
import { texts } from '../texts.js';
import classes from './plane-bar.module.css';
import { answererOf, serviceOf, shortPath } from './route.js';

const AnswerDrawer = lazy(async () => ({ default: (await import('./answer-drawer.js')).AnswerDrawer }));

/** The data plane, always in sight: the latest answer in one line, and the way to all others. */
export function PlaneBar() {
  const answers = useStore(useSession().answers);
  const [opened, { open, close }] = useDisclosure(false);
  // Once it was opened it stays, to slide out of sight when it is closed.
  const used = useRef(false);
  used.current ||= opened;
  const bar = useRef<HTMLButtonElement>(null);
  const [latest] = answers;

  function closeAndReturn() {
    close();
    bar.current?.focus();
  }

  return (
    <aside aria-label={texts.answer.bar}>
      <UnstyledButton
        ref={bar}
        className={classes.bar}
        onClick={open}
        aria-expanded={opened}
        aria-haspopup="dialog"
      >
        {latest ? <Summary answer={latest} /> : <span className={classes.quiet}>{texts.answer.wait}</span>}
        <span className={classes.open}>
          <span className={classes.label}>{texts.answer.label}</span>
          <IconChevronUp size="1rem" aria-hidden />
        </span>
      </UnstyledButton>
      <Suspense>
        {used.current && <AnswerDrawer opened={opened} answers={answers} onClose={closeAndReturn} />}
      </Suspense>
    </aside>
  );
}

function Summary({ answer }: { answer: Answer }) {
  const { status, servedBy, quota } = answer;
  const where = servedBy
    ? `${servedBy.service} ${servedBy.version}`
    : `${answererOf(answer)} · ${serviceOf(answer)}`;
  return (
    <span className={classes.summary} key={answer.id}>
      <span className={classes.status} data-failed={status >= 400}>
        <VisuallyHidden>{texts.answer.status(status)}</VisuallyHidden>
        <span aria-hidden>{status}</span>
      </span>
      <span className={classes.request}>
        {answer.method} {shortPath(answer.path)}
      </span>
      <span className={classes.where}>{where}</span>
      {answer.variants.map(({ experiment, variant }) => (
        <span key={experiment} className={classes.variant}>
          {texts.answer.variant(experiment, variant)}
        </span>
      ))}
      <span className={classes.quiet}>{texts.format.ms(answer.duration)}</span>
      {quota && <span className={classes.quota}>{texts.answer.quota(quota.remaining, quota.limit)}</span>}
    </span>
  );
}
