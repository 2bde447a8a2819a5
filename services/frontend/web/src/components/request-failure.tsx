import { Problem } from '../api/problem.js';
import { QuotaExceeded } from '../quota/quota-exceeded.js';
import { ProblemAlert } from './problem-alert.js';

/** Why a request that counts against the plan failed; a plan that is used up is no fault, and gets other words. */
export function RequestFailure({ error }: { error: unknown }) {
  if (error instanceof Problem && error.status === 429) return <QuotaExceeded problem={error} />;
  return <ProblemAlert error={error} />;
}
