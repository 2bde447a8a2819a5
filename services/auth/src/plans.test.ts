import { expect, it } from 'vitest';
import { startStub, startTestApp } from './testing.js';

const Configuration = JSON.stringify({
  plans: { team: { limit: 100, window: 60 }, personal: { limit: 10, window: 60 } },
});
const entry = (configuration: string) => ({
  EnvoyExtensions: [
    { Arguments: {} },
    { Arguments: { PluginConfig: { Configuration: '{"default":"standard"}' } } },
    { Arguments: { PluginConfig: { Configuration: configuration } } },
  ],
});

it('tells the plans of the data plane, also while Consul holds an edit they refused, or is away', async () => {
  const answer: { status: number; body: unknown } = { status: 200, body: entry(Configuration) };
  const consul = await startStub(answer);
  const test = await startTestApp({ CONSUL_HTTP_ADDR: consul.url });
  const expected = {
    items: [
      { name: 'personal', limit: 10, window: 60 },
      { name: 'team', limit: 100, window: 60 },
    ],
  };
  expect((await test.app.inject('/api/plans')).json()).toEqual(expected);
  for (const body of [entry('{"plans":{"team":{"limit":-5,"window":60}}}'), entry('{}'), {}]) {
    answer.body = body;
    expect((await test.app.inject('/api/plans')).json()).toEqual(expected);
  }
  answer.status = 500;
  expect((await test.app.inject('/api/plans')).json()).toEqual(expected);
  await test.close();
  await consul.close();
});

it('does not know the plans before Consul was ever reached, and says when to try again', async () => {
  const test = await startTestApp();
  const response = await test.app.inject('/api/plans');
  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('2');
  await test.close();
});
