import { startTestZipkin, type TestZipkin } from '@imagehub/common/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { picture, startTestApp, type TestApp, upload } from './testing.js';

let zipkin: TestZipkin;
let test: TestApp;
beforeAll(async () => {
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
  zipkin = await startTestZipkin();
  test = await startTestApp({ OTEL_EXPORTER_ZIPKIN_ENDPOINT: zipkin.endpoint });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await test.close();
  zipkin.close();
});

it('the trace of a pull shows its SQL without values, and the work on its pixels', async () => {
  const owner = test.user();
  const { id } = await upload(test.app, owner, await picture(60, 40).png().toBuffer());
  const headers = {
    ...owner.headers,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  const arrived = zipkin.next();
  await test.app.inject({ url: `/api/images/${id}/pull?w=20&format=webp`, headers });
  await arrived;

  const names = zipkin.spans.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['prisma:client:operation', 'read rendition', 'make rendition', 'sharp']),
  );
  const query = zipkin.spans.find(({ name }) => name === 'prisma:client:db_query');
  expect(query?.tags['db.query.text']).toMatch(/^SELECT .*"id" = \$1/);
  const text = JSON.stringify(zipkin.spans);
  for (const secret of [id, owner.name, owner.headers.authorization]) expect(text).not.toContain(secret);
});
