import { HostError } from './errors.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: false });

/** A module's linear memory, with bounds checked and buffers taken from the module's own allocator. */
export class Memory {
  readonly memory: WebAssembly.Memory;
  readonly #allocate: (size: number) => number;

  constructor(memory: WebAssembly.Memory, allocate: (size: number) => number) {
    this.memory = memory;
    this.#allocate = allocate;
  }

  /** A copy of `size` bytes at `pointer`. */
  read(pointer: number, size: number): Uint8Array {
    this.#check(pointer, size);
    return new Uint8Array(this.memory.buffer, pointer >>> 0, size).slice();
  }

  /** UTF-8 text. */
  text(pointer: number, size: number): string {
    return decoder.decode(this.read(pointer, size));
  }

  /** Bytes as characters, one each, as header values are kept. */
  latin1(pointer: number, size: number): string {
    return Buffer.from(this.read(pointer, size)).toString('latin1');
  }

  /**
   * Hands a buffer over: takes memory from the module and writes its address and size where the module wants
   * them.
   */
  give(bytes: Uint8Array, returnPointer: number, returnSize: number): void {
    let pointer = 0;
    if (bytes.length > 0) {
      pointer = this.#allocate(bytes.length) >>> 0;
      this.#check(pointer, bytes.length);
      if (pointer === 0) throw new HostError('proxy_on_memory_allocate returned 0');
      new Uint8Array(this.memory.buffer, pointer, bytes.length).set(bytes);
    }
    this.writeU32(returnPointer, pointer);
    this.writeU32(returnSize, bytes.length);
  }

  giveText(text: string, returnPointer: number, returnSize: number): void {
    this.give(encoder.encode(text), returnPointer, returnSize);
  }

  writeU32(pointer: number, value: number): void {
    this.#check(pointer, 4);
    new DataView(this.memory.buffer).setUint32(pointer >>> 0, value, true);
  }

  writeU64(pointer: number, value: bigint): void {
    this.#check(pointer, 8);
    new DataView(this.memory.buffer).setBigUint64(pointer >>> 0, value, true);
  }

  #check(pointer: number, size: number): void {
    if (size < 0 || (pointer >>> 0) + size > this.memory.buffer.byteLength) {
      throw new HostError(`${size} bytes at ${pointer >>> 0} are outside of the module's memory`);
    }
  }
}
