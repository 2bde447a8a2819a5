import { runService } from '@imagehub/common';
import { buildApp } from './app.js';
import { Environment } from './environment.js';
import { warmUp } from './warm-up.js';

await runService(Environment, async (environment) => warmUp(await buildApp(environment)));
