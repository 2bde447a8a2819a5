import { parseArgs } from 'node:util';
import { hubHome } from '../hub/home.js';
import { consul, envoy } from '../provision/binary.js';
import { checkBinary, checkOptional } from './binaries.js';
import type { Finding } from './check.js';
import { checkHub } from './hub.js';
import { checkMachine } from './machine.js';
import { checkTools } from './tools.js';

const signs: Record<Finding['level'], string> = { ok: '✔', note: '•', problem: '✖' };

/** `doctor [--json]`: whether a hub could start here, and with what. Exit code 1 when it could not. */
export async function doctor(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const home = hubHome();
  const programs = [checkBinary(envoy), checkBinary(consul), ...checkOptional()];
  const groups = [checkTools(), ...programs, checkMachine(home), checkHub(home)];
  const findings = (await Promise.all(groups)).flat();
  const healthy = findings.every(({ level }) => level !== 'problem');
  process.exitCode = healthy ? 0 : 1;
  if (values.json) {
    console.log(JSON.stringify({ ok: healthy, findings }, null, 2));
    return;
  }
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, level, text } of findings) console.log(`${signs[level]} ${name.padEnd(width)}  ${text}`);
  console.log(
    healthy ? '\nA hub can start: npm start' : '\nA hub cannot start before what is marked ✖ is put right.',
  );
}
