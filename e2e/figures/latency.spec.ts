import { signUp } from '../support/accounts.js';
import { median, openConnection, report } from '../support/figures.js';
import { expect, test } from '../support/fixtures.js';
import { pullPath, uploadImage } from '../support/images.js';
import { phonePhoto, smallPicture } from '../support/pictures.js';

const CONNECTIONS = 8;
const PULLS_EACH = 120;

test('a cached rendition is pulled through edge and sidecar in less than 8 ms (p50, 8 connections)', async ({
  owner,
}) => {
  const image = await uploadImage(owner, await smallPicture(1600, 1200), { title: 'For the figures' });
  const path = pullPath(image, 'w=400&format=webp');
  // Each with a count of its own: eight would soon use up one plan.
  const people = await Promise.all(Array.from({ length: CONNECTIONS }, () => signUp('enterprise')));
  const connections = people.map(openConnection);
  for (const connection of connections) await connection.get(path);

  const measure = async (connection: (typeof connections)[number]) => {
    const times: number[] = [];
    for (let index = 0; index < PULLS_EACH; index += 1) times.push(await connection.get(path));
    return times;
  };
  const times = (await Promise.all(connections.map(measure))).flat();
  for (const connection of connections) connection.close();

  const p50 = median(times);
  report(`pull of a cached rendition, ${CONNECTIONS} connections: p50 ${p50.toFixed(1)} ms (less than 8)`);
  expect(p50).toBeLessThan(8);
});

test('a 12-megapixel JPEG becomes a WebP of 800 pixels in less than 400 ms', async ({ owner }) => {
  const image = await uploadImage(owner, await phonePhoto(), { title: 'For the figures too' });
  const connection = openConnection(owner);
  const times: number[] = [];
  // Another quality is another rendition, so none of these is cached.
  for (const quality of [70, 71, 72, 73, 74, 75, 76]) {
    times.push(await connection.get(pullPath(image, `w=800&format=webp&quality=${quality}`)));
  }
  connection.close();
  const middle = median(times);
  report(`12 MP JPEG to 800 px WebP, not cached: median ${middle.toFixed(0)} ms (less than 400)`);
  expect(middle).toBeLessThan(400);
});
