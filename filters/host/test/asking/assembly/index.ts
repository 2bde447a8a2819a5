/** A filter that asks the cluster `quota` about the path of every request, and tells the upstream what it heard. */
import {
  Action,
  addHeader,
  continueStream,
  getBuffer,
  getHeader,
  HeaderMap,
  Buffer,
  NOTHING,
  PackedMapWriter,
  Root,
  register,
  Stream,
  StreamType,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

export {
  proxy_abi_version_0_2_1,
  proxy_on_configure,
  proxy_on_context_create,
  proxy_on_delete,
  proxy_on_http_call_response,
  proxy_on_memory_allocate,
  proxy_on_request_headers,
} from '@imagehub/filter-sdk/assembly';

const TIMEOUT_MS = 100;

const pairs = new PackedMapWriter();
const packed = new Writer(256);
const text = new Writer(256);

class Asking extends Root {
  configure(configuration: View): View {
    return NOTHING;
  }

  createStream(): Stream {
    return new AskingStream();
  }
}

class AskingStream extends Stream {
  begin(): void {}

  onRequestHeaders(endOfStream: bool): Action {
    pairs.clear().add(':method', 'POST').add(':path', '/ask').add(':authority', 'quota');
    const path = getHeader(HeaderMap.Request, ':path');
    if (this.call('quota', pairs.into(packed), path, TIMEOUT_MS) != 0) return Action.Pause;
    addHeader(HeaderMap.Request, 'x-told', 'refused');
    return Action.Continue;
  }

  onHttpCallResponse(call: u32, headers: i32, bodySize: i32): void {
    text.clear();
    if (headers == 0) text.put('nothing');
    else
      text
        .put(getHeader(HeaderMap.HttpCallResponse, ':status'))
        .byte(0x20)
        .put(getBuffer(Buffer.HttpCallResponseBody, 0, bodySize));
    addHeader(HeaderMap.Request, 'x-told', text.view());
    continueStream(StreamType.Request);
  }
}

register(() => new Asking());
