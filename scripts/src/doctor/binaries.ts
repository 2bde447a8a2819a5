import { type Binary, prometheus, valkey } from '../provision/binary.js';
import { find } from '../provision/provision.js';
import { findZipkin, zipkinVersion } from '../provision/zipkin.js';
import { type Finding, note, ok, problem } from './check.js';

/** Where the programs are that a start wants only when it is asked for them. */
export function checkOptional(): Promise<Finding>[] {
  return [checkFor(valkey, '--valkey'), checkFor(prometheus, '--observe'), checkZipkin()];
}

async function checkFor(binary: Binary, flag: string): Promise<Finding> {
  const finding = await checkBinary(binary);
  if (finding.level === 'ok') return finding;
  return note(finding.name, `${finding.text} (only for: npm start -- ${flag})`);
}

async function checkZipkin(): Promise<Finding> {
  const found = await findZipkin();
  if (found) return ok('zipkin', `${zipkinVersion} from cache: ${found.jar}, by ${found.java}`);
  return note(
    'zipkin',
    `${zipkinVersion} is not cached; a start would fetch it from Maven Central and run it by Java 17 or newer (only for: npm start -- --observe)`,
  );
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
