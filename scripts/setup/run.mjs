import { buildAll, buildScripts } from './build.mjs';
import { install } from './install.mjs';
import { StepError } from './step.mjs';

const usage = `Usage: node scripts/run.mjs <command>

  start [--fresh]       install, build and run a hub; --fresh begins with no data,
        [--valkey]      --valkey keeps what is used of plans in Valkey, with two ledgers
        [--observe]     --observe runs Prometheus and Zipkin too, and traces requests
  status [--json]       parts of the running hub: health, ports, memory
  traffic [--help]      people who use the running hub, until Ctrl-C
  kubernetes:mesh       the mesh's rules as resources for Kubernetes, see deploy/kubernetes
  keys:rotate           sign tokens with a new key, without logging anybody out
  outages               kills each container of a hub once, under traffic: a table for docs/operations.md
  doctor [--json]       what this machine has, what would be fetched, which ports are taken
  build                 install and build everything, then stop
  test                  lint, unit tests, and the end-to-end tests against a hub of their own
  lint:containers       Dockerfiles, docker-compose.yml, docker-bake.hcl, manifests for Kubernetes
  e2e [--target URL]    end-to-end tests against a running hub
  tutorial N            chapter N of docs/tutorial in the terminal; --check runs chapters and compares
  fuzz [--inputs N]     every filter against hostile input
  fuzz:api              requests made from the OpenAPI document, against a running hub
  parity [--long]       the filters in our host and in a real Envoy, request by request
  screenshots           pictures of every page of a new hub, to docs/screenshots
  docs:reference        docs/configuration.md anew from the schemas
  bench WHAT [--quick]  what the filters and the ledger cost: filters, host-calls or ledger
`;

/** Commands about the machine or the running hub: they must work even when a service does not compile. */
const observers = new Set(['status', 'doctor', 'keys:rotate', 'traffic', 'outages', 'lint:containers']);
// Each has a line above.
const commands = new Set([...usage.matchAll(/^ {2}([a-z][a-z0-9:]*)/gm)].map(([, name]) => name));

/**
 * Installs and builds what a command needs, and runs it.
 * @param {string[]} args the command and its arguments
 */
export async function run(args) {
  const [command] = args;
  if (!commands.has(command)) {
    process.stdout.write(usage);
    process.exitCode = command === undefined || command === 'help' || command === '--help' ? 0 : 2;
    return;
  }
  try {
    await install();
    await (observers.has(command) ? buildScripts() : buildAll());
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  if (command === 'build') return;
  const { main } = await import('../dist/cli.js');
  await main(args);
}
