import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { callRaw } from '../support/http.js';
import { portOf } from '../support/hub.js';
import { pull } from '../support/images.js';

test('a sidecar with two worker threads holds a plan exactly, again and again', async ({ picture }) => {
  const admin = `http://127.0.0.1:${portOf('image-store-v1-admin')}`;
  const info = JSON.parse((await callRaw('/server_info', { url: admin })).body) as {
    command_line_options: { concurrency: number };
  };
  expect(info.command_line_options.concurrency).toBe(2);

  for (let round = 0; round < 5; round += 1) {
    const { token } = await signUp('personal');
    const answers = await Promise.all(Array.from({ length: 200 }, () => pull(token, picture)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(190);
  }
});
