import type { Browser } from './browser.js';
import type { Route } from './client.js';
import { convinces } from './conversion.js';
import { authorized, enter, logOut, newSession, refresh, type Session, withToken } from './members.js';
import type { Person, Shown } from './person.js';
import { acceptImage, choose, pullSome } from './pulls.js';
import type { Act, Step } from './visits.js';

/** A page of the gallery. */
const newest = 'limit=48&sort=newest';

type Doing<A extends Act> = (
  person: Person,
  step: Extract<Step, { act: A }>,
) => Promise<'leaves' | undefined>;

/** What people do, and after what they leave. */
export const acts: { [A in Act]: Doing<A> } = {
  open: openGallery,
  async scroll(person, { thumbnails }) {
    const { shown, visible, cursor } = person;
    if (visible < shown.length) await show(person, thumbnails);
    else if (cursor) await list(person, `${newest}&cursor=${encodeURIComponent(cursor)}`, thumbnails);
  },
  async search(person, { words, thumbnails }) {
    await list(person, `${newest}&q=${encodeURIComponent(words)}`, thumbnails);
  },
  async look(person) {
    const picture = choose(person);
    if (!picture) return;
    await api(person, 'picture', `/api/images/${picture.id}`);
    await thumbnail(person, picture);
  },
  async decide(person, { plan }) {
    const { browser, world, random } = person;
    if (!persuaded(browser, 'gallery')) return 'leaves';
    const member = world.members.next(plan, random);
    person.session = newSession(member, browser);
    // A new member's browser is the one in which they signed up; others have come with a second one.
    member.own.browser ??= person.session;
    return goIn(person, person.session);
  },
  enter: async (person) => (person.session ? goIn(person, person.session) : 'leaves'),
  pull: pullSome,
  async like(person) {
    const picture = choose(person);
    if (!picture || !person.session) return;
    const method = person.random() < 0.8 ? 'PUT' : 'DELETE';
    await authorized(person.session, 'like', `/api/images/${picture.id}/like`, person.use, { method });
  },
  async upload({ session, world, random, use }) {
    if (session) await world.shelf.add(session, random, use);
  },
  async crawl(person) {
    if (person.cursor === null) await list(person, 'limit=12', 0);
    else await list(person, `limit=12&cursor=${encodeURIComponent(person.cursor)}`, 1);
  },
  async probe({ browser, use }) {
    await browser.request('metrics', '/metrics', {}, use);
  },
  async trespass(person) {
    const picture = choose(person);
    if (!picture) return;
    await person.browser.request('pull', `/api/images/${picture.id}/pull?w=640`, {}, person.use);
  },
  async leave({ session, use }) {
    if (session) await logOut(session, use);
  },
};

async function openGallery(
  person: Person,
  { thumbnails }: Extract<Step, { act: 'open' }>,
): Promise<'leaves' | undefined> {
  const { browser, session, world, use } = person;
  const page = await browser.request('page', '/', { headers: { accept: 'text/html' } }, use);
  if (page.status !== 200) return 'leaves';
  const html = page.body.toString();
  world.tally.page(/name="imagehub-class" content="([\w-]+)"/.exec(html)?.[1] ?? 'none');
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path as string);
  await Promise.all(files.map((path) => browser.fetch('file', path, {}, use)));
  if (session) await refresh(session, use);
  else await browser.request('refresh', '/api/auth/refresh', { method: 'POST' }, use);
  await Promise.all([list(person, newest, thumbnails), api(person, 'tags', '/api/images/tags?limit=24')]);
}

/** Signs up or logs in; then the list is fetched anew, since one's own pictures are in it. */
async function goIn(person: Person, session: Session): Promise<'leaves' | undefined> {
  if (!(await enter(session, person.use))) return 'leaves';
  await list(person, person.browser.keepsCookies ? newest : 'limit=100&sort=likes', 0);
  return persuaded(person.browser, 'renditions') ? undefined : 'leaves';
}

async function list(person: Person, query: string, thumbnails: number): Promise<void> {
  const answer = await api(person, 'list', `/api/images?${query}`);
  if (answer.status !== 200) return;
  const { items, nextCursor } = JSON.parse(answer.body.toString()) as {
    items: Shown[];
    nextCursor: string | null;
  };
  // A search may find nothing: then one goes on with what was there before.
  if (items.length === 0) return;
  Object.assign(person, { shown: items, visible: 0, cursor: nextCursor });
  await show(person, thumbnails);
}

/** The next pictures of the list come into view. */
async function show(person: Person, thumbnails: number): Promise<void> {
  const pictures = person.shown.slice(person.visible, person.visible + thumbnails);
  person.visible += pictures.length;
  await Promise.all(pictures.map((picture) => thumbnail(person, picture)));
}

/** As an `<img>` does, without the token; a private one is fetched with it. */
async function thumbnail({ browser, session, use }: Person, { id, visibility }: Shown): Promise<void> {
  const headers = { accept: acceptImage };
  const sending = visibility === 'private' && session ? withToken(session, { headers }) : { headers };
  await browser.fetch('thumbnail', `/api/images/${id}/thumbnail`, sending, use);
}

function api({ browser, session, use }: Person, route: Route, path: string) {
  return browser.request(route, path, session ? withToken(session, {}) : {}, use);
}

function persuaded(browser: Browser, experiment: string): boolean {
  return convinces(experiment, browser.variantOf(experiment), browser.reluctance[experiment] ?? 0);
}
