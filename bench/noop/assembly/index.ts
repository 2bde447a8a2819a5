/** A filter that does nothing: what it costs to enter and leave the VM for a request and its response. */
import { NOTHING, register, Root, Stream, View } from '@imagehub/filter-sdk/assembly';

export {
  proxy_abi_version_0_2_1, proxy_on_memory_allocate, proxy_on_context_create, proxy_on_vm_start, proxy_on_configure,
  proxy_on_request_headers, proxy_on_response_headers, proxy_on_done, proxy_on_delete,
} from '@imagehub/filter-sdk/assembly';

class NoopStream extends Stream {
  begin(): void {}
}

class Noop extends Root {
  configure(configuration: View): View {
    return NOTHING;
  }

  createStream(): Stream {
    return new NoopStream();
  }
}

register(() => new Noop());
