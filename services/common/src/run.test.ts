import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from '@fastify/type-provider-typebox';
import { afterEach, expect, it, vi } from 'vitest';
import { baseEnvironment } from './environment.js';
import { createService, runService } from './service.js';

const Environment = Type.Object(baseEnvironment);
const about = { name: 'things', title: 'Things', directory: '/nowhere' };

const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.clearAllMocks();
});

it('says in one line why a service cannot start, and ends with a failure', async () => {
  vi.stubEnv('PORT', 'eighty');
  await runService(Environment, (environment) => createService({ ...about, environment }));
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  const [line] = stderr.mock.calls.map(([text]) => String(text));
  expect(line).toMatch(/\n$/);
  expect(JSON.parse(String(line))).toMatchObject({ level: 60, msg: expect.stringContaining('PORT') });
});

it('answers what is under way when it is told to stop, and then ends', async () => {
  vi.stubEnv('PORT', '0');
  vi.stubEnv('LOG_LEVEL', 'silent');
  let port = 0;
  const requests = new EventEmitter();
  const arrived = once(requests, 'request');
  await runService(Environment, async (environment) => {
    const app = await createService({ ...about, environment });
    app.get('/slow', async () => {
      requests.emit('request');
      await delay(50);
      return 'done';
    });
    app.addHook('onListen', async () => {
      port = (app.server.address() as { port: number }).port;
    });
    return app;
  });
  const answer = fetch(`http://127.0.0.1:${port}/slow`);
  await arrived;
  process.emit('SIGTERM', 'SIGTERM');
  expect(await (await answer).text()).toBe('done');
  // An hour's idle connection does not hold it up.
  await vi.waitFor(() => expect(exit).toHaveBeenCalledOnce(), 4_000);
  expect(exit).toHaveBeenCalledWith(0);
  await expect(fetch(`http://127.0.0.1:${port}/slow`)).rejects.toThrow();
});
