import { main } from '../cli.js';

// As a container runs it, where nothing has to be built.
await main(['traffic', ...process.argv.slice(2)]);
