import { Burst, type Statuses } from './burst.js';
import { type Limited, PULL } from './limited.js';

/** Requests of one user at once, over connections to all workers; how they were answered. */
export async function atOnce(
  { envoy, authorization }: Limited,
  user: string,
  requests: number,
): Promise<Statuses> {
  const burst = await Burst.connect(envoy.port, 16);
  try {
    const request = { ':path': PULL, authorization: authorization(user) };
    return await burst.send(Array.from({ length: requests }, () => request));
  } finally {
    burst.close();
  }
}

export interface EditTrial {
  /** Whether Envoy took each edit. */
  taken: boolean[];
  /** How the requests meanwhile were answered; those without an answer by the error's message. */
  statuses: Statuses;
}

/** Edits the limit again and again, while 16 clients send the requests of one user without pause. */
export async function editUnderLoad(
  limited: Limited,
  user: string,
  limits: readonly number[],
): Promise<EditTrial> {
  const headers = { authorization: limited.authorization(user) };
  const statuses: Statuses = {};
  let editing = true;
  const client = async (): Promise<void> => {
    while (editing) {
      const status = await limited.envoy.request({ path: PULL, headers }).then(
        (answer) => String(answer.status),
        (error: Error) => error.message,
      );
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  const clients = Array.from({ length: 16 }, client);
  const taken: boolean[] = [];
  for (const limit of limits) taken.push(await limited.limit(limit));
  editing = false;
  await Promise.all(clients);
  return { taken, statuses };
}
