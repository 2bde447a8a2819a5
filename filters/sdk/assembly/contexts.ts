/**
 * Roots and streams. Envoy keeps several roots of one filter in a VM at the same time (a configuration edit
 * adds one and retires the old one only after its streams have ended), so each root has its own configuration
 * and every stream knows its root. Streams are taken from a pool: a request allocates nothing.
 */
import { Action, Buffer, LogLevel } from './abi';
import { resetArena } from './arena';
import { getBuffer } from './host-calls';
import { log } from './log';
import { StreamTable } from './stream-table';
import { NOTHING, View } from './view';

/** One configuration of the filter in this VM. */
export abstract class Root {
  id: u32 = 0;
  /** Whether it has accepted a configuration: only then does it get streams. */
  configured: bool = false;

  /**
   * Reads the plugin's configuration.
   *
   * @returns what is wrong with it, or `NOTHING` to accept it. Envoy refuses a bad configuration and keeps
   * the last good one.
   */
  abstract configure(configuration: View): View;

  /** A fresh stream; called only when the pool is empty. */
  abstract createStream(): Stream;
}

/**
 * One request and its response. Its fields outlive the callbacks; `begin` must reset them, for streams are
 * reused.
 */
export abstract class Stream {
  id: u32 = 0;
  root: Root | null = null;

  abstract begin(): void;

  onRequestHeaders(endOfStream: bool): Action {
    return Action.Continue;
  }

  onResponseHeaders(endOfStream: bool): Action {
    return Action.Continue;
  }
}

let create: (() => Root) | null = null;
/** A handful at most: one, and for some seconds after an edit its predecessors. */
const roots: Root[] = [];
const streams = new StreamTable();

/** Names the filter's kind of root; called once, when the module is initialised. */
export function register(factory: () => Root): void {
  create = factory;
}

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_context_create(id: u32, parent: u32): void {
  const factory = create;
  if (parent == 0) {
    if (!factory) return;
    const root = factory();
    root.id = id;
    roots.push(root);
    return;
  }
  const root = rootOf(parent);
  if (root && root.configured) streams.add(id, root);
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
  // A root may be configured again while it has streams: those go on under the configuration that they began with.
  const root = known.configured ? factory() : known;
  root.id = id;
  const configuration = size > 0 ? getBuffer(Buffer.PluginConfiguration, 0, size) : NOTHING;
  const fault = root.configure(configuration);
  const accepted = fault == NOTHING;
  if (accepted) {
    root.configured = true;
    roots[roots.indexOf(known)] = root;
  } else {
    log(LogLevel.Error, fault);
  }
  // Nothing managed is on the stack any more: the only place, with on_delete, where collecting is safe.
  __collect();
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

/**
 * A root may go at once: its streams have ended before. A proxy takes this for granted of a filter that does not export
 * the callback, and saves entering the VM once for every stream.
 */
export function proxy_on_done(id: u32): bool {
  return true;
}

export function proxy_on_delete(id: u32): void {
  if (streams.remove(id)) return;
  for (let i = 0; i < roots.length; i++) {
    if (roots[i].id == id) roots.splice(i, 1);
  }
  __collect();
}
