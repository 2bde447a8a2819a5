import { CloseButton, Drawer } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../api/answer.js';
import { texts } from '../texts.js';
import classes from './answer-drawer.module.css';
import { AnswerPath } from './answer-path.js';
import { shortPath } from './route.js';

interface AnswerDrawerProps {
  opened: boolean;
  /** Newest first. */
  answers: Answer[];
  onClose: () => void;
}

/** Every request of this tab, with the way that each went through the mesh. */
export function AnswerDrawer({ opened, answers, onClose }: AnswerDrawerProps) {
  // Until somebody picks another, the newest is looked into.
  const [picked, setPicked] = useState<number | 'newest' | 'none'>('newest');
  const shown = picked === 'newest' ? answers[0]?.id : picked;
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      // The bar takes it: a drawer that was open when it came does not know where the focus was.
      returnFocus={false}
      position="right"
      size="min(100%, 44rem)"
      classNames={{ content: classes.content ?? '' }}
    >
      <Drawer.Overlay />
      <Drawer.Content aria-label={texts.answer.title}>
        <Drawer.Body className={classes.body ?? ''}>
          <div className={classes.head}>
            <h2 className={classes.title}>{texts.answer.title}</h2>
            <CloseButton
              size="lg"
              className={classes.close ?? ''}
              aria-label={texts.close}
              onClick={onClose}
            />
          </div>
          <p className={classes.lead}>{texts.answer.lead}</p>
          {answers.length === 0 && <p className={classes.lead}>{texts.answer.none}</p>}
          <ol className={classes.list} aria-label={texts.answer.list}>
            {answers.map((answer) => (
              <li key={answer.id}>
                <button
                  type="button"
                  className={classes.row}
                  aria-expanded={answer.id === shown}
                  onClick={() => setPicked(answer.id === shown ? 'none' : answer.id)}
                >
                  <span className={classes.status} data-failed={answer.status >= 400}>
                    {answer.status}
                  </span>
                  <span className={classes.method}>{answer.method}</span>
                  <span className={classes.path}>{shortPath(answer.path)}</span>
                  <span className={classes.time}>{texts.format.ms(answer.duration)}</span>
                </button>
                {answer.id === shown && <AnswerPath answer={answer} />}
              </li>
            ))}
          </ol>
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
