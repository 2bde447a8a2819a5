/** The HTTP calls of streams that have not been answered yet. */

/** A handful at a time, so that a list is searched faster than a table is kept. */
@final
export class PendingCalls {
  private readonly calls: u32[] = [];
  private readonly streams: u32[] = [];

  add(call: u32, stream: u32): void {
    this.calls.push(call);
    this.streams.push(stream);
  }

  /** Removes a call and returns the id of its stream; 0 if it is none of a stream's. */
  take(call: u32): u32 {
    const at = this.calls.indexOf(call);
    if (at < 0) return 0;
    const stream = this.streams[at];
    const lastCall = this.calls.pop();
    const lastStream = this.streams.pop();
    if (at < this.calls.length) {
      this.calls[at] = lastCall;
      this.streams[at] = lastStream;
    }
    return stream;
  }
}
