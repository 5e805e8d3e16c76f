import { type Percentiles, percentilesOf } from './percentiles.ts';
import { PLACE_ORDER, type RequestLine } from './request-line.ts';

interface SlowTrace {
  readonly traceId: string;
  /** The route, e.g. `POST /orders`. */
  readonly name: string;
  readonly ms: number;
  readonly orderId: string | undefined;
}

/** What the client saw of one run. Ids are those it holds a 202 for, each once. */
export interface Totals {
  readonly requests: number;
  readonly accepted: number;
  /** Requests that were not answered as they should be, by status, or by the client's error where there was none. */
  readonly failures: Readonly<Record<string, number>>;
  readonly accept: Percentiles;
  readonly slowest: readonly SlowTrace[];
}

const SLOWEST_KEPT = 5;

/** E.g. `HTTP 503`; what is no order says so in front. */
const kindOf = ({ name, status, error }: RequestLine): string => {
  const what = status > 0 ? `HTTP ${status}` : error || 'no answer';
  return name === PLACE_ORDER ? what : `${name}: ${what}`;
};

/** Counts request lines as they arrive. */
export class Tally {
  readonly #ids = new Set<string>();
  readonly #acceptMs: number[] = [];
  readonly #failures = new Map<string, number>();
  #slowest: SlowTrace[] = [];
  #requests = 0;
  #failed = 0;
  #firstAt = Infinity;
  #lastEnd = -Infinity;

  add(line: RequestLine): void {
    this.#requests += 1;
    this.#firstAt = Math.min(this.#firstAt, line.at);
    this.#lastEnd = Math.max(this.#lastEnd, line.at + line.ms);
    if (!line.ok) {
      this.#failed += 1;
      const what = kindOf(line);
      this.#failures.set(what, (this.#failures.get(what) ?? 0) + 1);
    }
    if (line.id !== undefined) {
      this.#ids.add(line.id);
      this.#acceptMs.push(line.ms);
    }
    this.#keepIfSlow({ traceId: line.trace, name: line.name, ms: line.ms, orderId: line.id });
  }

  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  get failed(): number {
    return this.#failed;
  }

  /** From the first request's begin to the last one's end; 0 where there was none. */
  get seconds(): number {
    return this.#requests === 0 ? 0 : (this.#lastEnd - this.#firstAt) / 1000;
  }

  get requests(): number {
    return this.#requests;
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
