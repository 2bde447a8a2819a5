import { type DemoName, demoAccounts, type Secrets } from '../hub/secrets.js';
import { type Api, hubApi } from './api.js';
import type { Drawing } from './drawing.js';

/** One is on its way while the hub looks at another. */
const atOnce = 2;

/**
 * Fills a hub with the demo accounts and those of the demo pictures that it lacks, through its public API.
 * @param report says how far it is, on one line
 */
export async function seed(
  url: string,
  secrets: Pick<Secrets, 'accounts'>,
  drawings: Drawing[],
  report: (text: string) => void,
): Promise<void> {
  const api = hubApi(url);
  const tokens = await enterAll(api, secrets);
  const tokenOf = (name: DemoName) => tokens.get(name) as string;
  // Those that an interrupted run has left.
  const present = await Promise.all(drawings.map(({ picture }) => api.search(picture.title)));
  const missing = drawings.filter(
    ({ picture }, i) => !present[i]?.some((image) => image.title === picture.title),
  );

  let done = drawings.length - missing.length;
  const upload = async ({ picture, bytes }: Drawing) => {
    const { owner, likedBy } = picture;
    const { id } = await api.upload(tokenOf(owner), { ...picture, bytes: await bytes });
    await Promise.all(likedBy.map((name) => api.like(tokenOf(name), id)));
    done += 1;
    report(`pictures (${done} of ${drawings.length})`);
  };
  const queue = [...missing];
  const worker = async () => {
    for (let drawing = queue.shift(); drawing; drawing = queue.shift()) await upload(drawing);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function enterAll(api: Api, { accounts }: Pick<Secrets, 'accounts'>): Promise<Map<string, string>> {
  const entries = demoAccounts.map(
    async ({ name, plan }) => [name, await api.enter({ name, plan, password: accounts[name] })] as const,
  );
  return new Map(await Promise.all(entries));
}
