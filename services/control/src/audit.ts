import { Problem, userOf } from '@imagehub/common';
import type { FastifyRequest } from 'fastify';
import type { RuleSet } from './rules/rule-sets.js';
import type { Write } from './schemas.js';

/** Notes in the service's log who has tried to write which rules, and what became of it. */
export async function auditWrite(
  request: FastifyRequest,
  ruleSet: RuleSet,
  write: () => Promise<Write>,
): Promise<Write> {
  const about = { account: userOf(request).id, ruleSet };
  try {
    const done = await write();
    const { change, outcome } = done;
    request.log.info({ audit: 'rules.written', ...about, change, outcome }, 'rules were written');
    return done;
  } catch (error) {
    const kind = error instanceof Problem ? error.options.kind : undefined;
    request.log.info({ audit: 'rules.refused', ...about, kind }, 'rules were not written');
    throw error;
  }
}
