import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { type PulledImage, type PullParameters, pullPath, usePull } from '../api/pulls.js';
import type { Image } from '../api/types.js';
import { useUser } from '../session/use-session.js';
import { initialFields, type PullFields, toParameters } from './pull-fields.js';

/** How long the controls must rest before a change is pulled, in ms. */
const REST = 350;
/** Pulls that are kept to be compared. */
const KEPT = 8;

export interface Preview {
  fields: PullFields;
  change(fields: Partial<PullFields>): void;
  parameters: PullParameters;
  /** Whether each change is pulled by itself. */
  live: boolean;
  setLive(live: boolean): void;
  pull: ReturnType<typeof usePull>;
  /** Pulls what the controls say. */
  submit(): void;
  /** The picture on the stage: the latest that came, while the next is under way or refused. */
  shown: PulledImage | undefined;
  /** What was pulled so far, oldest first. */
  pulled: PulledImage[];
  show(pulled: PulledImage): void;
}

/**
 * Pulls a picture as the controls say: on request, or at every change. What was pulled once is not pulled again, since
 * each pull counts. Live is the beginning where the plan has room for it.
 */
export function usePreview(image: Image): Preview {
  const user = useUser();
  const hasRoom = user !== undefined && user.plan !== 'personal';
  const [fields, setFields] = useState(() => initialFields(image));
  const [live, setLive] = useState(hasRoom);
  const [pulled, setPulled] = useState<PulledImage[]>([]);
  const [shown, show] = useState<PulledImage>();
  const parameters = toParameters(fields);

  const pull = usePull(image.id, (result) => {
    setPulled((before) => [...before.filter((one) => !isSame(one, result.parameters)), result].slice(-KEPT));
    show(result);
  });

  function isSame(one: PulledImage, wanted: PullParameters): boolean {
    return pullPath(image.id, one.parameters) === pullPath(image.id, wanted);
  }

  function showOrPull(wanted: PullParameters) {
    const known = pulled.find((one) => isSame(one, wanted));
    if (known) show(known);
    else pull.mutate(wanted);
  }

  const pullSoon = useDebouncedCallback(showOrPull, REST);

  function change(changed: Partial<PullFields>) {
    const next = { ...fields, ...changed };
    setFields(next);
    if (live) pullSoon(toParameters(next));
  }

  // The first preview, and the one after the switch is turned on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: changes of the controls come through change().
  useEffect(() => {
    if (live && user) showOrPull(parameters);
  }, [live]);

  return {
    fields,
    change,
    parameters,
    live,
    setLive,
    pull,
    submit: () => pull.mutate(parameters),
    shown,
    pulled,
    show,
  };
}
