export type { ClosedLease, LeaseCall, LeaseGrant, LeaseRequest } from '../protocol.js';
export { SteadyClock } from './clock.js';
export { type Entry, Ledger, LedgerFull, type LedgerOptions } from './ledger.js';
