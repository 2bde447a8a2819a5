import { type Binary, valkey } from '../provision/binary.js';
import { find } from '../provision/provision.js';
import { type Finding, note, ok, problem } from './check.js';

/** Where the program is that only `start --valkey` wants. */
export async function checkValkey(): Promise<Finding> {
  const finding = await checkBinary(valkey);
  if (finding.level === 'ok') return finding;
  return note(finding.name, `${finding.text} (only for: npm start -- --valkey)`);
}

/** Where a program is, or where a start would get it from. */
export async function checkBinary(binary: Binary): Promise<Finding> {
  const found = await find(binary);
  if (found) return ok(binary.name, `${found.version} from ${found.origin}: ${found.file}`);
  const obstacles = await Promise.all(binary.sources.map((source) => source.obstacle(binary)));
  const usable = binary.sources.filter((_, i) => obstacles[i] === undefined);
  const hindered = binary.sources.flatMap(({ title }, i) =>
    obstacles[i] ? [`${title}: ${obstacles[i]}`] : [],
  );
  const missing = `${binary.version} is neither on PATH nor cached`;
  if (usable.length === 0) {
    return problem(
      binary.name,
      `${missing}, and no source is left (${hindered.join('; ')}): ${binary.byHand}`,
    );
  }
  const order = usable.map(({ title }) => title).join(', else ');
  const rest = hindered.length > 0 ? ` (not usable: ${hindered.join('; ')})` : '';
  return note(binary.name, `${missing}; a start would fetch it: ${order}${rest}`);
}
