import fp from 'fastify-plugin';
import { forgetOldGuesses } from '../guesses.js';
import { forgetOldClients } from '../known-clients.js';
import { forgetExpired } from '../refresh-tokens.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Forgets what is over: at the start and every hour what is only in the way, every minute keys that nobody needs. */
export default fp(
  async (app) => {
    const { db, keyring, log } = app;

    async function retireKeys(): Promise<void> {
      for (const kid of await keyring.retire())
        log.info({ audit: 'key.retired', kid }, 'a signing key was retired');
    }

    async function forget(): Promise<void> {
      await forgetExpired(db);
      await forgetOldClients(db);
      await forgetOldGuesses(db);
    }

    const attempt = (work: () => Promise<void>) => () =>
      work().catch((err) => log.warn({ err }, 'housekeeping failed'));
    const works = [
      { work: attempt(retireKeys), every: MINUTE },
      { work: attempt(forget), every: HOUR },
    ];
    for (const { work } of works) await work();
    const timers = works.map(({ work, every }) => setInterval(work, every).unref());
    app.addHook('onClose', async () => {
      for (const timer of timers) clearInterval(timer);
    });
  },
  { name: 'housekeeping', dependencies: ['database', 'keys'] },
);
