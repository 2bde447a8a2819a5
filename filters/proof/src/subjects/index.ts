import { classOfService } from './class-of-service.js';
import { experiments } from './experiments.js';
import { planLimiter } from './plan-limiter.js';
import type { Subject } from './subject.js';

/** One for each filter of the manifest; the conformance suite holds both together. */
export const subjects: readonly Subject[] = [planLimiter, classOfService, experiments];
