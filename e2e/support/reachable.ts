import { hubUrl } from './hub.js';

/** Ends the run at once, with one message, when there is no hub to test. */
export default async function assertReachable(): Promise<void> {
  try {
    const response = await fetch(`${hubUrl}/api/plans`, { signal: AbortSignal.timeout(10_000) });
    if (response.ok) return;
    throw new Error(`answered ${response.status}`);
  } catch (cause) {
    throw new Error(`No hub serves at ${hubUrl}: start one (npm start), or name another (see README.md)`, {
      cause,
    });
  }
}
