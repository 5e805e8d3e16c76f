/** One event of an objective, as somebody saw it end, in milliseconds since 1970. */
export interface SeenEvent {
  readonly at: number;
  /** Undefined where nobody can tell: then every event since the fault began is bad. */
  readonly isBad: boolean | undefined;
}

/** The events of an objective while it is proven, as somebody saw them who is no part of the alerting. */
export class EventLog {
  readonly #events: SeenEvent[] = [];

  add(event: SeenEvent): void {
    this.#events.push(event);
  }

  get hasSeenAny(): boolean {
    return this.#events.length > 0;
  }

  /** When the first bad event ended, at `since` or later; `since` itself where nobody can tell. */
  onset(since: number): number | undefined {
    if (this.#events.some(({ isBad }) => isBad === undefined)) return since;
    const bad = this.#events.filter(({ at, isBad }) => isBad === true && at >= since);
    return bad.length === 0 ? undefined : Math.min(...bad.map(({ at }) => at));
  }

  /** Share of bad events among those that ended in that time; undefined where there were none. */
  errorRatio(from: number, to: number): number | undefined {
    const events = this.#during(from, to);
    if (events.length === 0) return undefined;
    return events.filter(({ isBad }) => isBad ?? true).length / events.length;
  }

  /** Mean rate of events in that time. */
  perSecond(from: number, to: number): number {
    return this.#during(from, to).length / ((to - from) / 1000);
  }

  /** How long there had been no event at that time. */
  quietSeconds(at: number): number {
    const before = this.#events.filter((event) => event.at < at).map((event) => event.at);
    return (at - Math.max(...before)) / 1000;
  }

  #during(from: number, to: number): readonly SeenEvent[] {
    return this.#events.filter(({ at }) => at >= from && at <= to);
  }
}
