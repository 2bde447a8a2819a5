import fp from 'fastify-plugin';
import { createAccount } from '../accounts.js';
import { forgetExpired } from '../refresh-tokens.js';

const HOUR = 60 * 60 * 1000;

/** Makes the administrator's account when it is absent, and forgets expired log-ins every hour. */
export default fp(
  async (app) => {
    const { ADMIN_NAME: name, ADMIN_PASSWORD: password } = app.environment;
    if (name && password && (await app.db.account.count({ where: { role: 'admin' } })) === 0) {
      await createAccount(app.db, { name, password, plan: 'enterprise', role: 'admin' });
      app.log.info({ name }, 'administrator made');
    }

    const forget = () => forgetExpired(app.db).catch((err) => app.log.warn({ err }, 'housekeeping failed'));
    await forget();
    const timer = setInterval(forget, HOUR).unref();
    app.addHook('onClose', async () => clearInterval(timer));
  },
  { name: 'housekeeping', dependencies: ['database'] },
);
