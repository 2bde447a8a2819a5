/**
 * Spending from leases of the ledger, asking it for more, and doing without it when it does not answer. There is
 * one for each configuration; accounts, and what is to be told to the ledger, belong to all of them.
 */
import {
  Buffer,
  currentTime,
  equal,
  getBuffer,
  getHeader,
  HeaderMap,
  markArena,
  releaseArena,
  Root,
  setEffectiveContext,
  setTickPeriod,
  Status,
} from '@imagehub/filter-sdk/assembly';
import {
  closedLeases,
  enter,
  granted,
  held,
  lookAfter,
  looked,
  outcome,
  putBackReport,
  spend,
  takeAlone,
  Verdict,
} from './accounts';
import { Breaker } from './breaker';
import { Call, Calls } from './calls';
import { createWorkerNumbers, identify, nextLease } from './lease-ids';
import { AHEAD_MS, DIRECT_MS, MARGIN_MS, MILLISECOND, mostAhead } from './leases';
import { Decision, decisionOf, Metrics } from './metrics';
import { Need, NeedQueue, Needs, Waiter } from './needs';
import { LedgerSettings, OnFailure, Plan } from './policy';
import { AnswerReader, BATCH, MAX_ANSWER } from './wire';

/** Time between looks after what is held, and after the breaker, in ms. */
const TICK_MS: u32 = 250;
/**
 * For so many ticks leases that have ended may wait for a call that takes them along: of a user who goes on, another worker
 * may make the next ones, and what such a lease has left is little.
 */
const PATIENCE: i32 = 40;
/** Calls of a tick that only close leases: others must be free for requests. */
const MAX_RETURNS: i32 = 4;
/** A request that was left without units so often is refused. */
const MAX_DISAPPOINTMENTS: i32 = 2;
/** The most units that one lease can hold. */
const MAX_WANT: u64 = 1_000_000;

const answer = new AnswerReader();

@final
export class Ledger {
  private readonly breaker: Breaker;
  private readonly calls: Calls = new Calls();
  private readonly needs: Needs;
  /** Needs that no call has taken along yet. */
  private readonly queue: NeedQueue = new NeedQueue();
  private isTicking: bool = false;
  private isSettling: bool = false;
  private patience: i32 = PATIENCE;

  /** To be made while configuring. */
  constructor(
    private readonly root: Root,
    private readonly settings: LedgerSettings,
    private readonly metrics: Metrics,
  ) {
    this.breaker = new Breaker(settings.cluster);
    this.needs = new Needs(root.region);
    createWorkerNumbers();
    this.watch();
  }

  /**
   * Decides on a request, if that can be done now.
   *
   * @returns what to wait for until it can; null: `outcome` says what becomes of the request
   */
  ask(plan: Plan, owner: u64, cost: u64): Need | null {
    const known = this.spend(plan, owner, cost);
    this.watch();
    if (outcome.verdict != Verdict.Open) return null;
    if (known) return known;
    identify(outcome.now);
    if (this.breaker.isOpen || this.breaker.look()) {
      putBackReport(owner, outcome.report);
      return this.decideAlone(plan, owner, cost);
    }
    const need = this.open(plan, owner);
    need.units = cost;
    this.dispatch(outcome.now);
    // The host may have refused the call, and then there is nothing to wait for.
    if (this.needs.find(owner, plan) !== need) return this.decideAlone(plan, owner, cost);
    need.units -= cost;
    return need;
  }

  /** Takes the answer to a call. */
  onAnswer(id: u32, headers: i32, bodySize: i32): void {
    const call = id != 0 ? this.calls.find(id) : null;
    if (!call) return;
    const now = currentTime();
    const status = headers > 0 ? getHeader(HeaderMap.HttpCallResponse, ':status') : 0;
    const isAnswered = equal(status, '200') && readable(call, bodySize);
    this.metrics.countCall(isAnswered);
    if (isAnswered) this.breaker.answered(now);
    const isTimeout = equal(status, '504');
    if (isAnswered || isTimeout) {
      if (this.saysNothing(call, isAnswered, now) && call.renew(this.settings, now)) return;
    } else if (call.retry(this.settings, now)) {
      // The failure may have been that of one instance.
      return;
    }
    call.id = 0;
    if (isAnswered) this.succeed(call, now);
    else this.fail(call, now);
    setEffectiveContext(this.root.id);
    this.dispatch(now);
    this.watch();
  }

  onTick(): void {
    const now = currentTime();
    if (this.breaker.isOpen && this.breaker.claimProbe(now)) this.send(true, now);
    const isClosed = !this.breaker.isOpen;
    for (let place = held.next(0); place >= 0; place = held.next(place + 1)) {
      const before = markArena();
      lookAfter(place, isClosed);
      releaseArena(before);
      if (outcome.report > 0) this.report();
    }
    if (!isClosed) return;
    this.dispatch(now);
    this.returnClosed(now);
    if (this.isWatchful) return;
    setTickPeriod(0);
    this.isTicking = false;
  }

  /** Closes leases by calls of their own, if they are due, or have waited long enough for another call. */
  private returnClosed(now: u64): void {
    this.patience = closedLeases.count > 0 ? this.patience - 1 : PATIENCE;
    if (!closedLeases.isDue && this.patience > 0 && closedLeases.count < BATCH) return;
    this.patience = PATIENCE;
    for (let i = 0; i < MAX_RETURNS && closedLeases.count > 0 && !this.breaker.isOpen; i++) this.send(false, now);
  }

  /** The root is no more: who still waits is decided without it, and what it asked for goes back. */
  end(): void {
    for (let call = this.calls.pending(); call; call = this.calls.pending()) {
      call.id = 0;
      this.abandon(call);
    }
    this.abandonQueue();
  }

  /** Spends from the leases in hand, and asks for more ahead of demand. Returns what the user waits for already. */
  private spend(plan: Plan, owner: u64, cost: u64): Need | null {
    const need = this.needs.find(owner, plan);
    const mayAsk = need == null && !this.breaker.isOpen;
    const before = markArena();
    spend(plan, owner, cost, mayAsk, <u64>this.settings.timeout * MILLISECOND * 2);
    releaseArena(before);
    if (!outcome.asks || outcome.verdict == Verdict.Open) return need;
    this.open(plan, owner);
    this.dispatch(outcome.now);
    return null;
  }

  /** A need by what `outcome` says. */
  private open(plan: Plan, owner: u64): Need {
    const need = this.needs.open(owner, plan, plan.limit, plan.window);
    need.ahead = outcome.ahead;
    need.isAhead = outcome.asks;
    need.report = outcome.report;
    this.queue.push(need);
    return need;
  }

  /** Reports what `outcome` says, of the user that was `looked` after. */
  private report(): void {
    const need = this.needs.open(looked.owner, null, looked.limit, looked.window);
    need.report = outcome.report;
    this.queue.push(need);
  }

  /** Sends what is queued, as far as calls are free. */
  private dispatch(now: u64): void {
    while (!this.isSettling && this.queue.first && this.send(false, now)) {}
  }

  /** Makes one call with all it can take; false if none is free. */
  private send(isProbe: bool, now: u64): bool {
    const call = this.calls.free();
    if (!call) return false;
    call.begin(this.settings, now);
    while (!call.isFull) {
      const need = this.queue.shift();
      if (!need) break;
      need.lease = nextLease(now);
      need.want = min(need.units + need.ahead, MAX_WANT);
      call.addNeed(need, this.lifeOf(need) + MARGIN_MS);
    }
    if (isProbe && call.leases == 0) call.addProbe(nextLease(now));
    call.addClosed();
    if (call.send(this.settings)) return true;
    this.metrics.countCall(false);
    this.fail(call, now);
    return true;
  }

  /** Milliseconds for which what is granted may be spent. */
  private lifeOf(need: Need): u32 {
    return mostAhead(need.limit) > 0 ? AHEAD_MS : this.settings.timeout + DIRECT_MS;
  }

  /**
   * Whether the end of a call says nothing about the ledger: the answer was read too late to be of use, or the worker was
   * too busy to wait for as long as it should, or the ledger has answered other calls since.
   */
  private saysNothing(call: Call, isAnswered: bool, now: u64): bool {
    if (isAnswered) return call.leases > 0 && call.elapsed(now) >= this.settings.timeout + DIRECT_MS;
    return !call.isOnTime(now) || this.breaker.hasAnswered(call.sentAt, now);
  }

  private succeed(call: Call, now: u64): void {
    // Who is left without goes with the next call, together with all others who are.
    this.isSettling = true;
    for (let i = 0, need = call.needs.shift(); need; i++, need = call.needs.shift()) {
      answer.read(i, need.lease, need.want);
      this.settle(need, call.sentAt, now);
    }
    this.isSettling = false;
  }

  /** Meets a need by what the ledger has answered. */
  private settle(need: Need, askedAt: u64, now: u64): void {
    this.needs.hide(need);
    const plan = need.plan;
    if (plan) {
      granted.take(need.lease, askedAt, <u64>this.lifeOf(need) * MILLISECOND, need.want, answer.granted);
      granted.isAhead = need.isAhead;
      granted.spent = granted.isSpendable(now) ? need.affordable(answer.granted) : 0;
      this.metrics.countUnits(answer.granted);
      const before = markArena();
      enter(plan, need.owner, answer, now);
      releaseArena(before);
      if (granted.isSpendable(now)) this.serve(need, plan);
      else this.letGo(need);
    }
    this.needs.drop(need);
  }

  /** Serves those who wait, in their order, as `Need.affordable` has it. */
  private serve(need: Need, plan: Plan): void {
    const isShort = answer.granted < need.want;
    let left = <u64>answer.granted;
    for (let waiter = need.shift(); waiter; waiter = need.shift()) {
      if (waiter.cost <= left) {
        left -= waiter.cost;
        outcome.admit(answer.remaining + left, <u64>answer.reset * MILLISECOND);
        waiter.decided();
      } else {
        this.disappoint(waiter, isShort);
      }
    }
    left = answer.granted;
    for (let i = 0; i < need.goneCount; i++) {
      const cost = need.goneAt(i);
      const isServed = cost <= left;
      if (isServed) left -= cost;
      if (isServed || isShort) this.metrics.count(plan, isServed ? Decision.Allowed : Decision.Limited);
      else this.countLater(plan, need.owner, cost);
    }
  }

  /** A request that has gone on, and came too late for the call that was under way. */
  private countLater(plan: Plan, owner: u64, cost: u64): void {
    const need = this.ask(plan, owner, cost);
    if (need) need.addGone(cost);
    else this.metrics.count(plan, decisionOf(outcome.verdict));
  }

  /** A request that was left without: there may be units of other leases, or a denial, or it is asked for again. */
  private disappoint(waiter: Waiter, isShort: bool): void {
    if (isShort) waiter.disappointments++;
    if (waiter.disappointments > MAX_DISAPPOINTMENTS) {
      outcome.clear();
      return waiter.decided();
    }
    const need = this.ask(waiter.plan!, waiter.owner, waiter.cost);
    if (need) need.add(waiter);
    else waiter.decided();
  }

  /** The ledger does not answer: nobody waits for it any more. */
  private fail(call: Call, now: u64): void {
    this.breaker.trip(now);
    this.watch();
    this.abandon(call);
    this.abandonQueue();
  }

  /** What a call asked for may have been granted all the same: it goes back. */
  private abandon(call: Call): void {
    call.putBackClosed();
    for (let need = call.needs.shift(); need; need = call.needs.shift()) {
      closedLeases.add(need.owner, need.lease, 0);
      closedLeases.isDue = true;
      this.forget(need);
    }
  }

  private abandonQueue(): void {
    for (let need = this.queue.shift(); need; need = this.queue.shift()) this.forget(need);
  }

  private forget(need: Need): void {
    this.needs.hide(need);
    const before = markArena();
    putBackReport(need.owner, need.report);
    releaseArena(before);
    this.letGo(need);
    this.needs.drop(need);
  }

  /** Decides on all who wait for a need, without the ledger. */
  private letGo(need: Need): void {
    for (let waiter = need.shift(); waiter; waiter = need.shift()) {
      this.decideAlone(waiter.plan!, waiter.owner, waiter.cost);
      waiter.decided();
    }
    for (let i = 0; i < need.goneCount; i++) {
      this.decideAlone(need.plan!, need.owner, need.goneAt(i));
      this.metrics.count(need.plan, decisionOf(outcome.verdict));
    }
  }

  /** Decides without the ledger, as the configuration says. Always null: there is nothing to wait for. */
  private decideAlone(plan: Plan, owner: u64, cost: u64): Need | null {
    this.metrics.countFallback();
    const onFailure = this.settings.onFailure;
    const before = markArena();
    if (onFailure == OnFailure.Deny) outcome.deny();
    else takeAlone(plan, owner, cost, onFailure == OnFailure.Allow);
    releaseArena(before);
    this.watch();
    return null;
  }

  /** Whether there is anything to look after between requests. */
  private get isWatchful(): bool {
    return held.count > 0 || closedLeases.count > 0 || this.breaker.isOpen;
  }

  private watch(): void {
    if (!this.isTicking && this.isWatchful) this.isTicking = setTickPeriod(TICK_MS) == Status.Ok;
  }
}

/** Whether all of an answer is there, and fits what was asked. */
function readable(call: Call, bodySize: i32): bool {
  if (bodySize > MAX_ANSWER) return false;
  if (!answer.open(getBuffer(Buffer.HttpCallResponseBody, 0, bodySize), call.leases)) return false;
  if (call.probe != 0) return answer.read(0, call.probe, 0);
  let need = call.needs.first;
  for (let i = 0; need; i++) {
    if (!answer.read(i, need.lease, need.want)) return false;
    need = need.next;
  }
  return true;
}
