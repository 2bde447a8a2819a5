/** experiments: the shell between Envoy and the policy. */
import {
  Action,
  addHeader,
  currentTime,
  equal,
  getHeaders,
  hash64,
  HeaderMap,
  isName,
  lengthOf,
  mix,
  NOTHING,
  PackedMapReader,
  register,
  removeHeader,
  replaceHeader,
  Root,
  startsWith,
  Stream,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { characterOf } from '@imagehub/filter-sdk/assembly/base64url';
import { Visitor } from '@imagehub/filter-sdk/assembly/visitor';
import { Cell } from './experiment';
import { Marks } from './marks';
import { count, defineMetrics } from './metrics';
import { Assignment, Policy } from './policy';

export {
  proxy_abi_version_0_2_1,
  proxy_on_memory_allocate,
  proxy_on_context_create,
  proxy_on_vm_start,
  proxy_on_configure,
  proxy_on_request_headers,
  proxy_on_response_headers,
  proxy_on_delete,
} from '@imagehub/filter-sdk/assembly';

const PATH = ':path';
const METHOD = ':method';
const SCHEME = ':scheme';
const HTTPS = 'https';
const REQUEST_ID = 'x-request-id';
const COUNTRY = 'x-country';
const SET_COOKIE = 'set-cookie';
const EXPERIMENTS = 'x-imagehub-experiments';
const SUBSET = 'x-imagehub-subset-';
/** What the cookie of marks has behind the name of the visitor's. */
const SEEN = '_seen';

const headers = new PackedMapReader();
const visitor = new Visitor();
const cookie = new Writer(512);
const seenCookie = new Writer(96);
const target = new Writer(512);
/** New visitors of this VM so far. */
let newcomers: u64 = 0;

class Experiments extends Root {
  policy: Policy | null = null;

  configure(text: View): View {
    const policy = new Policy(text);
    if (lengthOf(policy.fault) > 0) return policy.fault;
    this.policy = policy;
    defineMetrics(policy);
    return NOTHING;
  }

  createStream(): Stream {
    return new VisitorStream();
  }
}

class VisitorStream extends Stream {
  private readonly assignment: Assignment = new Assignment();
  private readonly marks: Marks = new Marks();
  /** The visitor's id. */
  private readonly visitorId: Writer = new Writer(64);
  private isNew: bool = false;
  private isSecure: bool = false;
  /** The goal that this request reaches if it is answered well, or -1. */
  private goal: i32 = -1;
  /** The value of x-imagehub-experiments. */
  private readonly summary: Writer = new Writer(128);

  begin(): void {
    this.isNew = false;
    this.marks.read(NOTHING);
    this.goal = -1;
    this.visitorId.clear();
    this.summary.clear();
  }

  onRequestHeaders(endOfStream: bool): Action {
    const policy = changetype<Experiments>(this.root).policy!;
    let path = NOTHING;
    let method = NOTHING;
    let requestId = NOTHING;
    visitor.clear();
    headers.open(getHeaders(HeaderMap.Request));
    while (headers.next()) {
      const name = headers.key;
      const value = headers.value;
      if (startsWith(name, SUBSET) || equal(name, EXPERIMENTS)) removeHeader(HeaderMap.Request, name);
      else if (equal(name, PATH)) path = value;
      else if (equal(name, METHOD)) method = value;
      else if (equal(name, REQUEST_ID)) requestId = value;
      else if (equal(name, SCHEME)) this.isSecure = equal(value, HTTPS);
      else visitor.take(headers, COUNTRY);
    }
    if (policy.needsToken) visitor.readToken();
    this.identify(policy, requestId);
    policy.assign(this.assignment, visitor, this.visitorId.view());
    if (policy.force(this.assignment, path, target)) replaceHeader(HeaderMap.Request, PATH, target.view());
    this.goal = policy.goalOf(method, path);
    this.tell(policy);
    if (!this.isNew) this.count(policy, -1);
    return Action.Continue;
  }

  onResponseHeaders(endOfStream: bool): Action {
    const policy = changetype<Experiments>(this.root).policy!;
    if (this.goal >= 0 && !this.isNew) this.count(policy, this.goal);
    if (lengthOf(this.summary.view()) > 0)
      replaceHeader(HeaderMap.Response, EXPERIMENTS, this.summary.view());
    if (this.isNew) this.setCookie(policy, NOTHING, this.visitorId.view());
    if (this.marks.added) {
      seenCookie.clear();
      this.marks.write(seenCookie);
      this.setCookie(policy, SEEN, seenCookie.view());
    }
    return Action.Continue;
  }

  /** Takes the id from the visitor's cookie, or makes one; a client that drops cookies is new each time. */
  private identify(policy: Policy, requestId: View): void {
    const id = visitor.cookieOf(policy.cookie);
    this.isNew = !isName(id);
    this.marks.read(visitor.cookieOf(seenName(policy.cookie)));
    if (!this.isNew) {
      this.visitorId.put(id);
      return;
    }
    newcomers++;
    // Envoy gives every request of an outside client a random id.
    const seed = mix(hash64(requestId) ^ currentTime());
    writeBits(this.visitorId, seed);
    writeBits(this.visitorId, mix(seed + newcomers));
  }

  /** Tells router and app which cells the request is in. */
  private tell(policy: Policy): void {
    const summary = this.summary;
    const experiments = policy.experiments;
    // Backwards, so that of two routes of one service the first is written last.
    for (let i = experiments.length - 1; i >= 0; i--) {
      const cell = this.cellOf(policy, i);
      if (!cell) continue;
      for (let r = 0; r < cell.routes.length; r++) {
        replaceHeader(HeaderMap.Request, cell.routes[r].header.view(), cell.routes[r].subset);
      }
    }
    for (let i = 0; i < experiments.length; i++) {
      const cell = this.cellOf(policy, i);
      if (!cell) continue;
      if (lengthOf(summary.view()) > 0) summary.put(', ');
      summary.put(experiments[i].key).byte(0x3d).put(cell.key.view());
    }
    if (lengthOf(summary.view()) > 0) replaceHeader(HeaderMap.Request, EXPERIMENTS, summary.view());
  }

  /** The cell of an experiment that the request is in, or null. */
  private cellOf(policy: Policy, experiment: i32): Cell | null {
    const at = this.assignment.cells[experiment];
    return at < 0 ? null : policy.experiments[experiment].cells[at];
  }

  /** Counts what the present cells were met with: a goal, or (-1) nothing but the cells themselves. */
  private count(policy: Policy, goal: i32): void {
    const hash = hash64(this.visitorId.view());
    const assignment = this.assignment;
    for (let i = 0; i < policy.experiments.length; i++) {
      if (assignment.cells[i] < 0 || assignment.forced[i]) continue;
      count(policy, policy.experiments[i], assignment.cells[i], goal, hash, this.marks);
    }
  }

  /** @param suffix behind the name of the visitor's cookie */
  private setCookie(policy: Policy, suffix: View, value: View): void {
    cookie
      .clear()
      .put(policy.cookie)
      .put(suffix)
      .byte(0x3d)
      .put(value)
      .put('; Path=/; Max-Age=')
      .integer(policy.maxAge)
      .put('; HttpOnly; SameSite=Lax');
    if (this.isSecure) cookie.put('; Secure');
    addHeader(HeaderMap.Response, SET_COOKIE, cookie.view());
  }
}

/** The name of the cookie that holds a visitor's marks. */
function seenName(visitorCookie: View): View {
  return seenCookie.clear().put(visitorCookie).put(SEEN).view();
}

/** Eleven characters of base64url. */
function writeBits(to: Writer, bits: u64): void {
  for (let shift = 0; shift < 64; shift += 6) to.byte(characterOf(<u32>(bits >> shift)));
}

register(() => new Experiments());
