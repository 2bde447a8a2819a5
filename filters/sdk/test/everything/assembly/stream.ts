import {
  Action,
  addHeader,
  Buffer,
  clearRouteCache,
  closeStream,
  continueStream,
  copyOf,
  enqueue,
  equal,
  getBuffer,
  getHeader,
  getHeaders,
  getProperty,
  HeaderMap,
  lengthOf,
  NOTHING,
  PackedMapReader,
  PackedMapWriter,
  removeHeader,
  Root,
  replaceHeader,
  Stream,
  StreamType,
  sendLocalResponse,
  setBuffer,
  setHeaders,
  setProperty,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

const reader = new PackedMapReader();
const pairs = new PackedMapWriter();
const packed = new Writer(256);
const text = new Writer(256);

/** The queue that takes the paths of streams that have ended. */
export class Queue {
  static id: u32 = 0;
}

/** Responses that wait for a tick: linked through the streams themselves, so that nothing is allocated. */
export class Held {
  private static first: EverythingStream | null = null;

  static add(stream: EverythingStream): void {
    stream.nextHeld = Held.first;
    Held.first = stream;
  }

  /** Removes a stream of this root and returns its id; 0 if there is none. */
  static take(root: Root): u32 {
    let before: EverythingStream | null = null;
    let stream = Held.first;
    while (stream && stream.root !== root) {
      before = stream;
      stream = stream.nextHeld;
    }
    if (!stream) return 0;
    if (before) before.nextHeld = stream.nextHeld;
    else Held.first = stream.nextHeld;
    return stream.id;
  }
}

/** A root that is told of the ends of its streams. */
export abstract class StreamCounter extends Root {
  abstract countEndedStream(): void;
}

const enum Wish {
  Nothing,
  Hold,
  Around,
  Pieces,
}

export class EverythingStream extends Stream {
  nextHeld: EverythingStream | null = null;
  private wish: Wish = Wish.Nothing;

  begin(): void {
    this.wish = Wish.Nothing;
  }

  end(): void {
    changetype<StreamCounter>(this.root).countEndedStream();
  }

  onRequestHeaders(endOfStream: bool): Action {
    removeHeader(HeaderMap.Request, 'content-length');
    const path = getHeader(HeaderMap.Request, ':path');
    if (equal(path, '/call')) return this.ask('upstream', '/called');
    if (equal(path, '/call-slow')) return this.ask('upstream', '/slow');
    if (equal(path, '/call-deny')) return this.ask('upstream', '/deny');
    if (equal(path, '/call-nobody')) return this.ask('nobody', '/called');
    if (equal(path, '/close')) return this.close();
    if (equal(path, '/headers')) this.replaceAll();
    if (equal(path, '/property')) this.setAndGet();
    if (equal(path, '/route')) this.tell(clearRouteCache() == 0 ? 'cleared' : 'kept');
    if (equal(path, '/hold')) this.wish = Wish.Hold;
    if (equal(path, '/around')) this.wish = Wish.Around;
    if (equal(path, '/pieces')) this.wish = Wish.Pieces;
    return Action.Continue;
  }

  onRequestBody(size: i32, endOfStream: bool): Action {
    if (this.wish == Wish.Pieces) return this.bracket(size);
    if (!endOfStream) return Action.Pause;
    if (this.wish == Wish.Around) {
      setBuffer(Buffer.RequestBody, 0, 0, 'before ');
      setBuffer(Buffer.RequestBody, size + lengthOf('before '), 0, ' behind');
      return Action.Continue;
    }
    text
      .clear()
      .put(getBuffer(Buffer.RequestBody, 0, size))
      .put(' in');
    setBuffer(Buffer.RequestBody, 0, size, text.view());
    return Action.Continue;
  }

  onRequestTrailers(): Action {
    replaceHeader(HeaderMap.RequestTrailers, 'x-in', getHeader(HeaderMap.RequestTrailers, 'x-note'));
    return Action.Continue;
  }

  onHttpCallResponse(call: u32, headers: i32, bodySize: i32): void {
    const status = getHeader(HeaderMap.HttpCallResponse, ':status');
    if (equal(status, '403')) {
      pairs.clear().add('x-denied', 'yes');
      sendLocalResponse(403, 'denied', pairs.into(packed), 'no');
      return;
    }
    text
      .clear()
      .put(status)
      .byte(0x20)
      .put(getBuffer(Buffer.HttpCallResponseBody, 0, bodySize));
    this.tell(headers == 0 ? 'failed' : text.view());
    continueStream(StreamType.Request);
  }

  onResponseHeaders(endOfStream: bool): Action {
    removeHeader(HeaderMap.Response, 'content-length');
    if (this.wish != Wish.Hold) return Action.Continue;
    Held.add(this);
    return Action.Pause;
  }

  onResponseBody(size: i32, endOfStream: bool): Action {
    if (!endOfStream) return Action.Pause;
    text
      .clear()
      .put(getBuffer(Buffer.ResponseBody, 0, size))
      .put(' out');
    setBuffer(Buffer.ResponseBody, 0, size, text.view());
    return Action.Continue;
  }

  onResponseTrailers(): Action {
    addHeader(HeaderMap.ResponseTrailers, 'x-out', 'yes');
    return Action.Continue;
  }

  onLog(): void {
    enqueue(Queue.id, getHeader(HeaderMap.Request, ':path'));
  }

  private ask(cluster: View, path: View): Action {
    pairs.clear().add(':method', 'GET').add(':path', path).add(':authority', 'upstream');
    if (this.call(cluster, pairs.into(packed), NOTHING, 100) != 0) return Action.Pause;
    this.tell('refused');
    return Action.Continue;
  }

  private close(): Action {
    closeStream(StreamType.Request);
    return Action.Pause;
  }

  /** Leaves one header out and adds one. Envoy finds no route without its own `x-forwarded-proto`. */
  private replaceAll(): void {
    pairs.clear();
    reader.open(getHeaders(HeaderMap.Request));
    while (reader.next()) if (!equal(reader.key, 'x-mine')) pairs.add(reader.key, reader.value);
    setHeaders(HeaderMap.Request, pairs.add('x-told', 'replaced').into(packed));
  }

  private setAndGet(): void {
    setProperty('everything.mood', 'glad');
    this.tell(copyOf(getProperty('everything.mood')));
  }

  /** Puts one piece of the body in brackets, and holds nothing back. */
  private bracket(size: i32): Action {
    if (size == 0) return Action.Continue;
    text
      .clear()
      .byte(0x5b)
      .put(getBuffer(Buffer.RequestBody, 0, size))
      .byte(0x5d);
    setBuffer(Buffer.RequestBody, 0, size, text.view());
    return Action.Continue;
  }

  private tell(what: View): void {
    addHeader(HeaderMap.Request, 'x-told', what);
  }
}
