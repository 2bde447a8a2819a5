import { bodyCalls } from './calls/bodies.js';
import type { HostCalls } from './calls/call.js';
import { headerCalls } from './calls/headers.js';
import { metricCalls } from './calls/metrics.js';
import { propertyCalls } from './calls/properties.js';
import { rootCalls } from './calls/roots.js';
import { sharedCalls } from './calls/shared.js';
import { streamCalls } from './calls/streams.js';

/** The host calls of ABI 0.2.1 that HTTP filters use, by name, as strict as a test can wish. */
export const hostCalls: HostCalls = {
  ...bodyCalls,
  ...headerCalls,
  ...metricCalls,
  ...propertyCalls,
  ...rootCalls,
  ...sharedCalls,
  ...streamCalls,
};
