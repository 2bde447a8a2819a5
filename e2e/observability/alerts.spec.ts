import { readPlanLimiter, withLimits, writeConfig } from '../support/consul.js';
import { expect, test } from '../support/fixtures.js';
import { consulUrl } from '../support/hub.js';
import { prometheus } from '../support/observers.js';

interface Alert {
  labels: { alertname: string; instance: string };
  annotations: { summary: string };
  state: string;
}

test('who writes a configuration that the sidecars refuse is told so by an alert', async () => {
  test.skip(!consulUrl, 'needs the address of Consul');
  test.setTimeout(60_000);
  const original = await readPlanLimiter();
  try {
    await writeConfig(withLimits(original, { personal: -1 }));
    const refused = async () => {
      const { alerts } = await prometheus<{ alerts: Alert[] }>('alerts');
      return alerts
        .filter(({ labels, state }) => labels.alertname === 'ReloadRefused' && state === 'firing')
        .map(({ annotations }) => annotations.summary)
        .sort();
    };
    await expect
      .poll(refused, { timeout: 45_000 })
      .toContain('image-store-v1 has refused a configuration and goes on with the one before.');
  } finally {
    await writeConfig(original);
  }
});
