import { Status } from './abi.js';

interface Entry {
  value: Uint8Array;
  cas: number;
}

/** What the virtual machines of one vm_id share, with the rules of proxy-wasm-cpp-host, which Envoy uses. */
export class SharedData {
  readonly #entries: Map<string, Entry>;
  #lastCas: number;

  /**
   * Called before each write takes effect. A test runs another worker from here to bring about any race
   * between a worker's read and its write.
   */
  beforeSet: (() => void) | undefined;

  /** @param origin data to begin with, as by a proxy that has just been configured, where a test starts many of them */
  constructor(origin?: SharedData) {
    this.#entries = new Map(origin ? origin.#entries : []);
    this.#lastCas = origin ? origin.#lastCas : 0;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Bytes of all values. */
  get bytes(): number {
    let total = 0;
    for (const { value } of this.#entries.values()) total += value.length;
    return total;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** A `cas` of 0 overwrites unasked, and a key that is not there is written whatever the `cas`. */
  set(key: string, value: Uint8Array, cas: number): Status {
    this.beforeSet?.();
    const entry = this.#entries.get(key);
    if (entry && cas !== 0 && cas !== entry.cas) return Status.CasMismatch;
    this.#lastCas += 1;
    this.#entries.set(key, { value, cas: this.#lastCas });
    return Status.Ok;
  }
}
