import { memoryReader } from '../process/memory.js';
import { hubApi } from '../seed/api.js';
import { type Blueprint, consulUrl, edgeUrl } from './blueprint.js';
import { demoAccounts, type Secrets } from './secrets.js';
import { zipkinUrl } from './tracing.js';

/** Says where the hub is, who may log in, and what to try. */
export async function printSummary(blueprint: Blueprint, seconds: number): Promise<void> {
  const { home, ports, secrets } = blueprint;
  const memory = await (await memoryReader())(process.pid);
  const url = edgeUrl(ports);
  console.log(`
Image Hub is ready at ${url}
  ${seconds.toFixed(1)} s to start, ${gibibytes(memory)} of memory in all its processes
  Consul's page: ${consulUrl(ports)}   Logs: ${home.logs}${observerLine(blueprint)}

${await waysIn(url, url, secrets.accounts)}

Ctrl-C stops it.`);
}

function observerLine({ ports, observers }: Blueprint): string {
  const { prometheus, zipkin } = observers ?? {};
  const places = [
    ...(prometheus ? [`Prometheus: http://127.0.0.1:${ports.prometheus}`] : []),
    ...(zipkin ? [`Zipkin: ${zipkinUrl(ports)}/zipkin`] : []),
  ];
  return places.length > 0 ? `\n  ${places.join('   ')}` : '';
}

/**
 * Who may log in, and commands to paste into a shell, one after the other.
 * @param url where people reach the hub
 * @param ownUrl where this process does
 */
export async function waysIn(url: string, ownUrl: string, accounts: Secrets['accounts']): Promise<string> {
  const lines = demoAccounts.map(
    ({ name, plan }) => `  ${name.padEnd(8)}${plan.padEnd(12)}${accounts[name]}`,
  );
  const [image] = await hubApi(ownUrl).search('');
  const login = JSON.stringify({ name: 'ada', password: accounts.ada });
  return `Accounts (name, plan, password)
${lines.join('\n')}

Try
  curl -s '${url}/api/images?limit=3'; echo
  TOKEN=$(curl -s ${url}/api/auth/login -H 'content-type: application/json' -d '${login}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
  curl -s -o picture.webp -D - -H "authorization: Bearer $TOKEN" '${url}/api/images/${image?.id}/pull?w=800&format=webp'`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(2)} GiB`;
}
