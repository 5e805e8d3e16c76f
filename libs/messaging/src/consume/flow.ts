import { backoffMs } from '@lab/contracts';
import { pause } from '../broker/pause';
import type { Delivery } from './delivery';
import type { Processed } from './delivery.processor';

const PAUSE = { firstMs: 250, longestMs: 5_000 };

/**
 * An outage makes every message fail; a message that is itself to blame fails while others pass. So often a message may fail beside
 * another one that passes, before its failures count as attempts. More than once, because a dependency may come back and go again.
 */
const FAILURES_BESIDE_SUCCESS = 3;

/** A delivery, and how it fared. */
interface Entry {
  readonly delivery: Delivery;
  /** Trial at which it was handled last; 0 before the first. */
  triedAt: number;
  hasFailed: boolean;
  failuresBesideSuccess: number;
  /** It comes again as another delivery. */
  isRenewed: boolean;
}

interface Pause {
  readonly since: number;
  isAnnounced: boolean;
  /** Aborted to end the wait before the next trial. */
  waking: AbortController;
}

/** What a flow needs: a handler of deliveries, and listeners. */
export interface FlowParts {
  /** `mayWait`: a failure as `unavailable` is answered here, not settled as an attempt of the message. */
  process(delivery: Delivery, mayWait: boolean): Promise<Processed>;
  /** Resets the broker's delivery count of this message; true if it returns as another delivery. */
  renew(delivery: Delivery): Promise<boolean>;
  /** A message was handled: what it depends on works. */
  passed(): void;
  paused(reason: string): void;
  resumed(pausedMs: number): void;
}

/**
 * Starts handlers, and stops starting them while a dependency is away: deliveries are then held, in their order, up to the prefetch,
 * and the rest waits in the broker. One held message at a time is tried, until one passes.
 */
export class Flow {
  readonly #held = new Set<Entry>();
  #pause: Pause | undefined;
  #isStopped = false;
  #trials = 0;

  constructor(private readonly parts: FlowParts) {}

  take(delivery: Delivery): void {
    if (this.#isStopped) return; // the broker delivers it again
    const entry = { delivery, triedAt: 0, hasFailed: false, failuresBesideSuccess: 0, isRenewed: false };
    if (this.#pause === undefined) void this.#start(entry);
    else this.#hold(entry);
  }

  /** Starts nothing any more. Deliveries that are held go back when the channel closes. */
  stop(): void {
    this.#isStopped = true;
    this.#pause?.waking.abort();
  }

  async #start(entry: Entry): Promise<void> {
    const processed = await this.#process(entry);
    if (processed.end === 'passed') this.parts.passed();
    if (processed.end !== 'unavailable') return;
    if (!entry.isRenewed) this.#held.add(entry);
    if (this.#pause !== undefined) return;
    this.#pause = { since: performance.now(), isAnnounced: false, waking: new AbortController() };
    void this.#tryUntilOnePasses(this.#pause);
  }

  async #process(entry: Entry): Promise<Processed> {
    entry.triedAt = this.#trials += 1;
    const mayWait = entry.failuresBesideSuccess < FAILURES_BESIDE_SUCCESS;
    const processed = await this.parts.process(entry.delivery, mayWait);
    if (processed.end !== 'unavailable') return processed;
    entry.hasFailed = true;
    entry.isRenewed = entry.delivery.isWornOut && (await this.parts.renew(entry.delivery));
    return processed;
  }

  /** While only one message has failed it may be to blame: another one is tried as soon as it is there. */
  #hold(entry: Entry): void {
    this.#held.add(entry);
    if ([...this.#held].filter(({ hasFailed }) => hasFailed).length < 2) this.#pause?.waking.abort();
  }

  async #tryUntilOnePasses(current: Pause): Promise<void> {
    for (let failures = 0; ;) {
      await this.#wait(current, failures);
      if (this.#isStopped) return;
      const entry = this.#next();
      if (entry === undefined) break; // the channel went, and they with it; the next delivery shows how things are
      const processed = await this.#process(entry);
      if (processed.end !== 'unavailable' || entry.isRenewed) this.#held.delete(entry);
      if (processed.end === 'passed') {
        this.#countBesideSuccess();
        this.parts.passed();
        break;
      }
      failures += 1;
      if (processed.end === 'unavailable') this.#announce(current, processed.reason);
    }
    this.#resume(current);
  }

  async #wait(current: Pause, failures: number): Promise<void> {
    current.waking = new AbortController();
    if (failures === 0 && this.#next()?.triedAt === 0) return;
    await pause(backoffMs(failures, PAUSE), current.waking.signal);
  }

  /** One that was never tried, or else the one whose last trial is the longest ago. */
  #next(): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of this.#held) {
      if (entry.delivery.gone.aborted) this.#held.delete(entry);
      else if (next === undefined || entry.triedAt < next.triedAt) next = entry;
    }
    return next;
  }

  #countBesideSuccess(): void {
    for (const entry of this.#held) {
      if (entry.hasFailed) entry.failuresBesideSuccess += 1;
      entry.hasFailed = false;
    }
  }

  /** Not for the first failure: one trial shows whether other messages fail too. */
  #announce(current: Pause, reason: string): void {
    if (!current.isAnnounced) this.parts.paused(reason);
    current.isAnnounced = true;
  }

  #resume(current: Pause): void {
    this.#pause = undefined;
    if (current.isAnnounced) this.parts.resumed(performance.now() - current.since);
    const entries = [...this.#held];
    this.#held.clear();
    for (const entry of entries) void this.#start(entry);
  }
}
