import { traced, traceHeaders, type User, untraced } from '@imagehub/common';
import fp from 'fastify-plugin';
import { carryOut, type Deletion, nextDeletionAt, takeDueDeletion } from '../deletions.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Says that a deletion was asked for, so that it begins at once. */
    wakeDeletions: () => void;
  }
}

/** Longest time in ms until the database is asked again: another instance may have noted a deletion. */
const LONGEST_SLEEP = 60_000;

/** Life in seconds of the tokens that pictures are deleted with. */
const ERRAND = 60;

/** Milliseconds that image-store is given for one answer. */
const PATIENCE = 30_000;

/** Carries out the deletions of accounts, one after another, also those that were begun before a restart. */
export default fp(
  async (app) => {
    const closing = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let work = Promise.resolve();

    app.decorate('wakeDeletions', () => {
      clearTimeout(timer);
      work = work.then(workAndSleep);
    });
    app.addHook('onReady', async () => app.wakeDeletions());
    app.addHook('preClose', async () => {
      clearTimeout(timer);
      closing.abort();
      await work;
    });

    async function workAndSleep(): Promise<void> {
      if (closing.signal.aborted) return;
      let sleep = LONGEST_SLEEP;
      try {
        for (let due = await takeNext(); due; due = await takeNext()) await handle(due);
        const next = await nextDeletionAt(app.db);
        if (next) sleep = Math.min(Math.max(next.getTime() - Date.now(), 0), LONGEST_SLEEP);
      } catch (err) {
        app.log.warn({ err }, 'deletions of accounts cannot be looked up');
      }
      // Somebody may have woken it meanwhile, and slept before.
      clearTimeout(timer);
      if (closing.signal.aborted) return;
      timer = untraced(() => setTimeout(app.wakeDeletions, sleep).unref());
    }

    async function takeNext(): Promise<Deletion | undefined> {
      return closing.signal.aborted ? undefined : takeDueDeletion(app.db);
    }

    async function handle(deletion: Deletion): Promise<void> {
      const account = deletion.account.id;
      try {
        const done = await carryOut(app.db, deletion, deletePictures);
        if (done) app.log.info({ audit: 'account.deleted', account }, 'an account is deleted');
        else
          app.log.info({ audit: 'account.pictures-deleted', account }, 'pictures of an account are deleted');
      } catch (err) {
        app.log.warn({ err, account }, 'an account could not be deleted yet: it is tried again');
      }
    }

    async function deletePictures(account: User): Promise<void> {
      const url = new URL('/api/images', app.environment.IMAGE_STORE_URL);
      const authorization = `Bearer ${await app.signToken(account, ERRAND)}`;
      const response = await traced('DELETE image-store', () =>
        fetch(url, {
          method: 'DELETE',
          headers: { authorization, ...traceHeaders() },
          signal: AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE)]),
        }),
      );
      await response.body?.cancel();
      if (!response.ok) throw new Error(`image-store answered ${response.status}`);
    }
  },
  { name: 'deletions', dependencies: ['database', 'keys'] },
);
