import { type Percentiles, percentilesOf } from './percentiles.ts';
import type { RequestLine } from './request-line.ts';

interface SlowTrace {
  readonly traceId: string;
  readonly ms: number;
  readonly orderId: string | undefined;
}

/** What the client saw of one run. Ids are those it holds a 202 for, each once. */
export interface Totals {
  readonly requests: number;
  readonly accepted: number;
  /** Requests that were no 202, by status, or by the client's error where there was none. */
  readonly failures: Readonly<Record<string, number>>;
  readonly accept: Percentiles;
  readonly slowest: readonly SlowTrace[];
}

const SLOWEST_KEPT = 3;

/** Counts request lines as they arrive. */
export class Tally {
  readonly #ids = new Set<string>();
  readonly #acceptMs: number[] = [];
  readonly #failures = new Map<string, number>();
  #slowest: SlowTrace[] = [];
  #requests = 0;

  add(line: RequestLine): void {
    this.#requests += 1;
    if (line.id === undefined) {
      const what = line.status > 0 ? `HTTP ${line.status}` : line.error || 'no answer';
      this.#failures.set(what, (this.#failures.get(what) ?? 0) + 1);
    } else {
      this.#ids.add(line.id);
      this.#acceptMs.push(line.ms);
    }
    this.#keepIfSlow({ traceId: line.trace, ms: line.ms, orderId: line.id });
  }

  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  get failed(): number {
    return this.#requests - this.#acceptMs.length;
  }

  totals(): Totals {
    return {
      requests: this.#requests,
      accepted: this.#ids.size,
      failures: Object.fromEntries(this.#failures),
      accept: percentilesOf(this.#acceptMs),
      slowest: this.#slowest,
    };
  }

  #keepIfSlow(trace: SlowTrace): void {
    const last = this.#slowest[SLOWEST_KEPT - 1];
    if (last && last.ms >= trace.ms) return;
    this.#slowest = [...this.#slowest, trace].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST_KEPT);
  }
}
