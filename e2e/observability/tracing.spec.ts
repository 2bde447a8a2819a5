import { randomBytes } from 'node:crypto';
import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { type Span, spansOf } from '../support/observers.js';

test('one pull is one trace from the edge to the database, and holds nothing of who made it', async ({
  picture,
}) => {
  const { name, token } = await signUp('team');
  const trace = randomBytes(16).toString('hex');
  const response = await call(`/api/images/${picture.id}/pull?w=31&format=png`, {
    headers: { authorization: `Bearer ${token}`, traceparent: `00-${trace}-00f067aa0ba902b7-01` },
  });
  expect(response.status).toBe(200);

  // Envoys deliver theirs every 5 s.
  let spans: Span[] = [];
  const found = async () => {
    spans = await spansOf(trace);
    return spans.map(({ localEndpoint, name: span }) => `${localEndpoint.serviceName}: ${span}`);
  };
  await expect
    .poll(found, { timeout: 20_000 })
    .toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^edge: /),
        expect.stringMatching(/^image-store-sidecar: /),
        'image-store: get /api/images/:id/pull',
        'image-store: prisma:client:db_query',
        'image-store: sharp',
      ]),
    );

  const chain = ancestors(spans, 'prisma:client:db_query').map(
    ({ localEndpoint }) => localEndpoint.serviceName,
  );
  expect([...new Set(chain)]).toEqual(['image-store', 'image-store-sidecar', 'edge']);
  const sidecar = spans.find(({ localEndpoint }) => localEndpoint.serviceName === 'image-store-sidecar');
  expect(sidecar?.tags).toMatchObject({ 'imagehub.class': 'standard', 'imagehub.plan': 'team' });
  const text = JSON.stringify(spans);
  for (const secret of [name, token, picture.id, 'w=31']) expect(text).not.toContain(secret);
});

/** A span of this name, and those above it, up to the first of the trace. */
function ancestors(spans: Span[], name: string): Span[] {
  const chain: Span[] = [];
  let span = spans.find((candidate) => candidate.name === name);
  while (span) {
    chain.push(span);
    const parent: string | undefined = span.parentId;
    span = spans.find(({ id }) => id === parent);
  }
  return chain;
}
