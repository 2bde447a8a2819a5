import type { LeaseCall, LeaseGrant } from '../protocol.js';

/** Where the ledger's state lives. */
export interface Store {
  /**
   * Takes back and grants leases.
   * @throws {StoreUnavailable} when nothing can be granted now
   */
  call(call: LeaseCall): Promise<LeaseGrant[]>;
  /** Rejects when `call` would. */
  check(): Promise<void>;
  /** People who have something counted, where the store knows it. */
  people?(): number;
  close(): Promise<void>;
}

/** The state cannot be read or written now; nothing was granted. */
export class StoreUnavailable extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'StoreUnavailable';
  }
}
