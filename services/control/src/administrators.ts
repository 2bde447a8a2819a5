import { Problem, userOf } from '@imagehub/common';
import type { onRequestAsyncHookHandler } from 'fastify';

/** Hook for routes of administrators alone, to be run after `app.authenticate`. */
export const administratorsOnly: onRequestAsyncHookHandler = async (request) => {
  if (userOf(request).role !== 'admin') throw new Problem(403, 'Only an administrator may do this.');
};
