/**
 * Roots and streams. Envoy keeps several roots of one filter in a VM at the same time (a configuration edit
 * adds one and retires the old one only after its streams have ended), so each root has its own configuration
 * and every stream knows its root. Streams are taken from a pool: a request allocates nothing.
 */
import { Action, Buffer, LogLevel } from './abi';
import { resetArena } from './arena';
import { dropScratch } from './configuration';
import { callHttp, getBuffer, setEffectiveContext } from './host-calls';
import { log } from './log';
import { PendingCalls } from './pending-calls';
import { StreamTable } from './stream-table';
import { lengthOf, NOTHING, View } from './view';

/** One configuration of the filter in this VM. */
export abstract class Root {
  id: u32 = 0;
  /** Whether it has accepted a configuration: only then does it get streams. */
  configured: bool = false;
  /** Where it lives with all that belongs to its configuration. */
  region: usize = 0;
  /** How many streams it has. */
  streams: i32 = 0;
  /** Whether it gets no more streams, and goes with its last. */
  retired: bool = false;

  /**
   * Reads the plugin's configuration.
   *
   * @returns what is wrong with it, or an empty View to accept it. Envoy refuses a bad configuration and keeps
   * the last good one.
   */
  abstract configure(configuration: View): View;

  /** A fresh stream; called only when the pool is empty. */
  abstract createStream(): Stream;

  /** See `setTickPeriod`. */
  onTick(): void {}

  /** A queue that this root has registered holds values. */
  onQueueReady(queue: u32): void {}

  /** The answer to a call that this root has made; see `Stream.onHttpCallResponse`. */
  onHttpCallResponse(call: u32, headers: i32, bodySize: i32): void {}

  /** This configuration has gone: its calls are answered no more. */
  end(): void {}
}

/**
 * One request and its response. Its fields outlive the callbacks; `begin` must reset them, for streams are
 * reused.
 */
export abstract class Stream {
  id: u32 = 0;
  root: Root | null = null;
  /** The next in the pool. */
  next: Stream | null = null;

  abstract begin(): void;

  onRequestHeaders(endOfStream: bool): Action {
    return Action.Continue;
  }

  /** @param size bytes that are buffered, or passing by */
  onRequestBody(size: i32, endOfStream: bool): Action {
    return Action.Continue;
  }

  onRequestTrailers(): Action {
    return Action.Continue;
  }

  onResponseHeaders(endOfStream: bool): Action {
    return Action.Continue;
  }

  /** @param size bytes that are buffered, or passing by */
  onResponseBody(size: i32, endOfStream: bool): Action {
    return Action.Continue;
  }

  onResponseTrailers(): Action {
    return Action.Continue;
  }

  /**
   * Calls an HTTP service for this stream: `callHttp`, with the answer in the `onHttpCallResponse` of the
   * stream.
   *
   * @returns the call's id, or 0 if the host refuses
   */
  call(cluster: View, headers: View, body: View, timeout: u32): u32 {
    const call = callHttp(cluster, headers, body, timeout);
    if (call != 0) calls.add(call, this.id);
    return call;
  }

  /**
   * The answer to a `call` of this stream: read it with `getHeader(HeaderMap.HttpCallResponse, …)`
   * and `getBuffer(Buffer.HttpCallResponseBody, …)`. A paused stream goes on with `continueStream`.
   *
   * @param headers how many there are; 0 if the answer broke off
   */
  onHttpCallResponse(call: u32, headers: i32, bodySize: i32): void {}

  /** The stream has ended; its headers can still be read. */
  onLog(): void {}

  /** The proxy has deleted the stream, wherever it was: who still points to it must forget it. */
  end(): void {}
}

let create: (() => Root) | null = null;
/** A handful at most: one, and for some seconds after an edit its predecessors. */
const roots: Root[] = [];
const streams = new StreamTable();
const calls = new PendingCalls();

/** Names the filter's kind of root; called once, when the module is initialised. */
export function register(factory: () => Root): void {
  create = factory;
}

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_context_create(id: u32, parent: u32): void {
  const factory = create;
  if (parent == 0) {
    if (factory) roots.push(createRoot(id, factory));
    return;
  }
  const root = rootOf(parent);
  if (root && root.configured) streams.add(id, root);
}

/** A root in a region of its own. */
function createRoot(id: u32, factory: () => Root): Root {
  const region = __region();
  const outer = __enter(region);
  const root = factory();
  __enter(outer);
  root.id = id;
  root.region = region;
  return root;
}

/** Takes a root back, at once or with its last stream. */
function retire(root: Root): void {
  if (root.configured) root.end();
  root.retired = true;
  if (root.streams == 0) __drop(root.region);
}

function rootOf(id: u32): Root | null {
  for (let i = roots.length - 1; i >= 0; i--) {
    if (roots[i].id == id) return roots[i];
  }
  return null;
}

export function proxy_on_vm_start(root: u32, size: i32): bool {
  return true;
}

export function proxy_on_configure(id: u32, size: i32): bool {
  resetArena();
  const factory = create;
  const known = rootOf(id);
  if (!factory || !known) return false;
  // A root may be configured again while it has streams: those go on under the configuration that they began
  // with.
  const root = createRoot(id, factory);
  const outer = __enter(root.region);
  const configuration = size > 0 ? getBuffer(Buffer.PluginConfiguration, 0, size) : NOTHING;
  const fault = root.configure(configuration);
  __enter(outer);
  const accepted = lengthOf(fault) == 0;
  if (accepted) {
    root.configured = true;
    roots[roots.indexOf(known)] = root;
    retire(known);
  } else {
    log(LogLevel.Error, fault);
    retire(root);
  }
  dropScratch();
  return accepted;
}

export function proxy_on_request_headers(id: u32, count: i32, endOfStream: bool): Action {
  resetArena();
  const stream = streams.find(id);
  return stream ? stream.onRequestHeaders(endOfStream) : Action.Continue;
}

export function proxy_on_response_headers(id: u32, count: i32, endOfStream: bool): Action {
  resetArena();
  const stream = streams.find(id);
  return stream ? stream.onResponseHeaders(endOfStream) : Action.Continue;
}

export function proxy_on_request_body(id: u32, size: i32, endOfStream: bool): Action {
  resetArena();
  const stream = streams.find(id);
  return stream ? stream.onRequestBody(size, endOfStream) : Action.Continue;
}

export function proxy_on_request_trailers(id: u32, count: i32): Action {
  resetArena();
  const stream = streams.find(id);
  return stream ? stream.onRequestTrailers() : Action.Continue;
}

export function proxy_on_response_body(id: u32, size: i32, endOfStream: bool): Action {
  resetArena();
  const stream = streams.find(id);
  return stream ? stream.onResponseBody(size, endOfStream) : Action.Continue;
}

export function proxy_on_response_trailers(id: u32, count: i32): Action {
  resetArena();
  const stream = streams.find(id);
  return stream ? stream.onResponseTrailers() : Action.Continue;
}

export function proxy_on_http_call_response(
  id: u32,
  call: u32,
  headers: i32,
  bodySize: i32,
  trailers: i32,
): void {
  resetArena();
  const caller = calls.take(call);
  if (caller == 0) answerRoot(id, call, headers, bodySize);
  else answerStream(caller, call, headers, bodySize);
  dropScratch();
}

function answerRoot(id: u32, call: u32, headers: i32, bodySize: i32): void {
  const root = rootOf(id);
  if (root) root.onHttpCallResponse(call, headers, bodySize);
}

function answerStream(id: u32, call: u32, headers: i32, bodySize: i32): void {
  const stream = streams.find(id);
  if (!stream) return;
  // The proxy calls in the name of the root; what the stream does now concerns itself.
  setEffectiveContext(id);
  stream.onHttpCallResponse(call, headers, bodySize);
}

export function proxy_on_tick(id: u32): void {
  resetArena();
  const root = rootOf(id);
  if (root) root.onTick();
}

export function proxy_on_queue_ready(id: u32, queue: u32): void {
  resetArena();
  const root = rootOf(id);
  if (root) root.onQueueReady(queue);
}

export function proxy_on_log(id: u32): void {
  resetArena();
  const stream = streams.find(id);
  if (stream) stream.onLog();
}

/**
 * A root may go at once: its streams have ended before. A proxy takes this for granted of a filter that does
 * not export the callback, and saves entering the VM once for every stream.
 */
export function proxy_on_done(id: u32): bool {
  return true;
}

export function proxy_on_delete(id: u32): void {
  if (streams.remove(id)) return;
  for (let i = 0; i < roots.length; i++) {
    if (roots[i].id != id) continue;
    retire(roots[i]);
    const last = roots.pop();
    if (i < roots.length) roots[i] = last;
    return;
  }
}
