export type { ClosedLease, LeaseCall, LeaseGrant, LeaseRequest } from '../protocol.js';
export { type Entry, Ledger, LedgerFull, type LedgerOptions } from './ledger.js';
