import { test } from '@playwright/test';
import { readPlanLimiter, withLedgerTimeout, writeConfig } from '../support/consul.js';
import { FULL } from './full.js';

/** The longest that the limiter can be told to wait for the ledger. */
const PATIENCE_MS = 1_000;

/**
 * Has the tests of a group run with a limiter that waits for the ledger as long as it can be told to: what they prove does
 * not depend on how fast the machine is, but sidecars that decide alone would hide it. On a machine that does nothing else
 * (`FULL`) the hub's own time limit is kept.
 */
export function patiently(): void {
  let original: Awaited<ReturnType<typeof readPlanLimiter>>;
  test.beforeAll(async () => {
    original = await readPlanLimiter();
    if (!FULL) await writeConfig(withLedgerTimeout(original, PATIENCE_MS));
  });
  test.afterAll(async () => {
    if (!FULL) await writeConfig(original);
  });
}
