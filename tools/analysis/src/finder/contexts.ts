import type { Span, Trace } from '../trace/trace.ts';
import { memo } from './memo.ts';
import { keyOf } from './pieces.ts';

/**
 * Numbers for the way from the root down to a span, by names. Two spans of one name below different callers are different places: what
 * `Transaction.commit` calls depends on who commits. And a request of a kind that the baseline does not know is no place at all.
 */
export class Contexts {
  readonly #numbers = new Map<string, number>();

  /** The spans of a trace by their place. */
  readonly of = memo((trace: Trace) => this.#placesIn(trace));

  #placesIn({ spans }: Trace): Map<number, Span[]> {
    const numbers = new Map<Span, number>();
    const places = new Map<number, Span[]>();
    for (const span of spans) {
      const above = span.parent === undefined ? '' : (numbers.get(span.parent) ?? '');
      const number = this.#number(`${above}\n${keyOf(span)}`);
      numbers.set(span, number);
      const here = places.get(number);
      if (here === undefined) places.set(number, [span]);
      else here.push(span);
    }
    return places;
  }

  #number(way: string): number {
    const known = this.#numbers.get(way);
    if (known !== undefined) return known;
    this.#numbers.set(way, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}
