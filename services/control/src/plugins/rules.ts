import fp from 'fastify-plugin';
import { type History, openHistory } from '../history/history.js';
import { connectConsul } from '../mesh/consul.js';
import { type Modules, openModules } from '../modules/modules.js';
import { type Checks, openChecks } from '../rules/check.js';
import { RULE_SETS } from '../rules/rule-sets.js';
import { type Watch, watchRules } from '../rules/watch.js';
import { openWriter, type Writer } from '../rules/writer.js';

declare module 'fastify' {
  interface FastifyInstance {
    changes: History;
    checks: Checks;
    modules: Modules;
    watch: Watch;
    writer: Writer;
  }
}

/** The rules of the data plane: followed in Consul, checked, written. */
export default fp(
  async (app) => {
    const { db, environment, log } = app;
    const consul = connectConsul(environment.CONSUL_HTTP_ADDR);
    const history = openHistory(db);
    const modules = openModules(environment.FILTERS_DIR);
    const filters = Object.values(RULE_SETS).map(({ filter }) => filter);
    const checks = openChecks(modules, filters);
    const writer = openWriter({ consul, history, checks, withinMs: environment.ACTIVATION_MS, log });
    const watch = watchRules({ consul, history, writer, log });
    app.decorate('changes', history);
    app.decorate('modules', modules);
    app.decorate('checks', checks);
    app.decorate('writer', writer);
    app.decorate('watch', watch);
    app.addHook('onClose', () => watch.close());
  },
  { name: 'rules', dependencies: ['database'] },
);
