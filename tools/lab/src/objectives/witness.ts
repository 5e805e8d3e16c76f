import type { RequestLine } from '../k6/request-line.ts';
import type { Journey } from './journeys.ts';

/** What the clients of a journey saw, which the services' own counters have no part in. */
export class Witness {
  readonly #journey: Journey;
  readonly #events: { readonly endedAt: number; readonly isBad: boolean | undefined }[] = [];

  constructor(journey: Journey) {
    this.#journey = journey;
  }

  see(line: RequestLine): void {
    if (!this.#journey.isEvent(line)) return;
    this.#events.push({ endedAt: line.at + line.ms, isBad: this.#journey.isBad?.(line) });
  }

  get hasSeenAny(): boolean {
    return this.#events.length > 0;
  }

  /** When the first bad event ended, at `since` or later; `since` itself where clients cannot tell. */
  onset(since: number): number | undefined {
    if (this.#journey.isBad === undefined) return since;
    const bad = this.#events.filter(({ endedAt, isBad }) => isBad === true && endedAt >= since);
    return bad.length === 0 ? undefined : Math.min(...bad.map(({ endedAt }) => endedAt));
  }

  /** Share of bad events among those that ended in that time; undefined where there were none. */
  errorRatio(from: number, to: number): number | undefined {
    const events = this.#events.filter(({ endedAt }) => endedAt >= from && endedAt <= to);
    if (events.length === 0) return undefined;
    return events.filter(({ isBad }) => isBad ?? true).length / events.length;
  }
}
