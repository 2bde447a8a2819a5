import fp from 'fastify-plugin';
import { createAccount, hasAdministrator } from '../accounts.js';

/** Makes the administrator's account when the environment names one and there is none. */
export default fp(
  async (app) => {
    const { ADMIN_NAME: name, ADMIN_PASSWORD: password } = app.environment;
    if (!name || !password || (await hasAdministrator(app.db))) return;
    const passwordHash = await app.passwords.hash(password);
    const { id } = await createAccount(app.db, { name, passwordHash, plan: 'enterprise', role: 'admin' });
    app.log.info({ audit: 'account.created', account: id, role: 'admin' }, 'the administrator was made');
  },
  { name: 'administrator', dependencies: ['database', 'passwords'] },
);
