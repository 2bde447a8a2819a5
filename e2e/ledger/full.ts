/**
 * Whether the tests take their full time and the hub as it is configured (IMAGEHUB_LEDGER_FULL=1), for a machine that does
 * nothing else. Otherwise windows are seconds long, and the time limit of the ledger does not matter where it is not tested.
 */
export const FULL = process.env.IMAGEHUB_LEDGER_FULL === '1';
