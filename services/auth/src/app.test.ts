import { expect, it } from 'vitest';
import { about } from './app.js';
import { startTestApp } from './testing.js';

it('is ready while its database answers, and describes itself in OpenAPI 3.1', async () => {
  const test = await startTestApp();
  const ready = await test.app.inject('/readyz');
  expect(ready.statusCode).toBe(200);
  expect(ready.json()).toMatchObject({ database: 'ok' });

  const document = (await test.app.inject(`/api/${about.name}/openapi.json`)).json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toContain('/api/auth/signup');
  await test.close();
});
