/** Query strings on bytes. */
import { indexOf, lengthOf, NOTHING, slice, View } from './view';

/**
 * Goes through the parameters of a query (without its `?`) in order, as they are written; made once per VM.
 */
@final
export class QueryReader {
  name: View = NOTHING;
  value: View = NOTHING;
  /** Both, and what is between them. */
  pair: View = NOTHING;
  private rest: View = NOTHING;

  open(query: View): QueryReader {
    this.rest = query;
    return this;
  }

  /** Takes the next parameter into `name` and `value`, both still encoded; false at the end. */
  next(): bool {
    const length = lengthOf(this.rest);
    if (length == 0) return false;
    const ampersand = indexOf(this.rest, 0x26);
    const end = ampersand < 0 ? length : ampersand;
    const pair = slice(this.rest, 0, end);
    this.rest = end == length ? NOTHING : slice(this.rest, end + 1, length);
    const equals = indexOf(pair, 0x3d);
    this.pair = pair;
    this.name = equals < 0 ? pair : slice(pair, 0, equals);
    this.value = equals < 0 ? NOTHING : slice(pair, equals + 1, end);
    return true;
  }
}
