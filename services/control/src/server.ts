import { runService } from '@imagehub/common';
import { buildApp } from './app.js';
import { Environment } from './environment.js';

await runService(Environment, buildApp);
