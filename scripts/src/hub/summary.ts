import { memoryReader } from '../process/memory.js';
import { hubApi } from '../seed/api.js';
import { type Blueprint, consulUrl, edgeUrl } from './blueprint.js';
import { demoAccounts } from './secrets.js';

/** Says where the hub is, who may log in, and what to try. */
export async function printSummary(blueprint: Blueprint, seconds: number): Promise<void> {
  const { home, ports, secrets } = blueprint;
  const memory = await (await memoryReader())(process.pid);
  const accounts = demoAccounts.map(
    ({ name, plan }) => `  ${name.padEnd(8)}${plan.padEnd(12)}${secrets.accounts[name]}`,
  );
  console.log(`
Image Hub is ready at ${edgeUrl(ports)}
  ${seconds.toFixed(1)} s to start, ${gibibytes(memory)} of memory in all its processes
  Consul's page: ${consulUrl(ports)}   Logs: ${home.logs}

Accounts (name, plan, password)
${accounts.join('\n')}

Try
${(await thingsToTry(edgeUrl(ports), secrets.accounts.ada)).join('\n')}

Ctrl-C stops it.`);
}

/** Commands to paste into a shell, one after the other. */
async function thingsToTry(url: string, password: string): Promise<string[]> {
  const [image] = await hubApi(url).search('');
  const login = JSON.stringify({ name: 'ada', password });
  return [
    `  curl -s '${url}/api/images?limit=3'; echo`,
    `  TOKEN=$(curl -s ${url}/api/auth/login -H 'content-type: application/json' -d '${login}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s -o picture.webp -D - -H "authorization: Bearer $TOKEN" '${url}/api/images/${image?.id}/pull?w=800&format=webp'`,
  ];
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(2)} GiB`;
}
