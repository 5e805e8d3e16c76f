import type { Span, Trace } from './trace.ts';

/** A piece of the critical path. The pieces of a path follow each other without a gap. */
export interface Segment {
  /** Who was at work, or for `wait` who was waited for: a message in its queue, a row in the outbox. */
  readonly span: Span;
  readonly kind: 'work' | 'wait';
  readonly fromUs: number;
  readonly toUs: number;
}

/** Starts are noted to the millisecond, so that a child may seem to end that much after its parent. */
const PRECISION_US = 1000;
/** CRISP's rule: two children that overlap by up to this share of their parent ran one after the other. */
const OVERLAP = 0.01;

/**
 * What the duration is made of: had a piece been shorter, the whole would have been. `answer` is the way to the end of the first
 * span, which is what the client waits for; `end` the way to the last thing that came of it, through messages.
 *
 * It goes backwards from the end, each time into the child that ended last before. Where the end lies after the span's own,
 * that is a child which went on without it (producer → consumer), and what lies between them is waiting.
 */
export function criticalPath(trace: Trace, goal: 'answer' | 'end'): Segment[] {
  const [root, ...others] = trace.roots;
  if (root === undefined) return [];
  const path = new Path();
  if (goal === 'answer') path.walk(root, { fromUs: root.startUs, toUs: root.endUs });
  else if (others.length === 0) path.walk(root, { fromUs: root.startUs, toUs: trace.endUs });
  else path.walk(above(trace), { fromUs: trace.startUs, toUs: trace.endUs });
  return path.segments.reverse();
}

/** A span above several roots, which takes no time itself. */
const above = ({ roots, startUs }: Trace): Parent => ({ startUs, endUs: startUs, children: roots });

type Parent = Pick<Span, 'startUs' | 'endUs' | 'children'>;
interface Window {
  readonly fromUs: number;
  readonly toUs: number;
}

class Path {
  /** From the last to the first. */
  readonly segments: Segment[] = [];
  readonly #ends = new Map<Span, number>();

  walk(span: Parent | Span, { fromUs, toUs }: Window): void {
    let cursor = toUs;
    let waitedFor: Span | undefined;
    const left = new Set(span.children);
    for (;;) {
      const next = this.#lastOf(left, span, { fromUs, toUs: cursor, isEnd: cursor === toUs });
      if (next === undefined) break;
      left.delete(next.child);
      const end = Math.min(next.endUs, cursor);
      this.#own(span, { fromUs: end, toUs: cursor }, waitedFor);
      const start = Math.max(fromUs, next.child.startUs);
      this.walk(next.child, { fromUs: start, toUs: end });
      cursor = start;
      waitedFor = next.child;
    }
    this.#own(span, { fromUs, toUs: cursor }, waitedFor);
  }

  /** The child that ended last in the window. */
  #lastOf(
    children: Iterable<Span>,
    parent: Parent,
    { fromUs, toUs, isEnd }: Window & { readonly isEnd: boolean },
  ): { child: Span; endUs: number } | undefined {
    const goesOn = toUs > parent.endUs + PRECISION_US;
    const overlapUs = Math.max(PRECISION_US, OVERLAP * (parent.endUs - parent.startUs));
    // A child that outlives its parent is cut to it.
    const latestUs = isEnd && !goesOn ? Infinity : toUs + overlapUs;
    return (
      [...children]
        // While it is at work, a span does not wait for those who take its messages.
        .filter(({ kind }) => goesOn || kind !== 'consumer')
        .map((child) => ({ child, endUs: goesOn ? this.#endOfAll(child) : child.endUs }))
        .filter(({ child, endUs }) => child.startUs < toUs && endUs > fromUs && endUs <= latestUs)
        .sort((a, b) => b.endUs - a.endUs)[0]
    );
  }

  /** When the span and all that came of it had ended. */
  #endOfAll(span: Span): number {
    const known = this.#ends.get(span);
    if (known !== undefined) return known;
    const end = Math.max(span.endUs, ...span.children.map((child) => this.#endOfAll(child)));
    this.#ends.set(span, end);
    return end;
  }

  /** Time that is no child's: the span's own work as long as it ran, then waiting for what came next. */
  #own(span: Parent | Span, { fromUs, toUs }: Window, waitedFor: Span | undefined): void {
    const ranUntil = 'id' in span ? Math.max(fromUs, Math.min(toUs, span.endUs)) : fromUs;
    if (waitedFor !== undefined) this.#add({ span: waitedFor, kind: 'wait', fromUs: ranUntil, toUs });
    if ('id' in span)
      this.#add({ span, kind: 'work', fromUs, toUs: waitedFor === undefined ? toUs : ranUntil });
  }

  #add(segment: Segment): void {
    if (segment.toUs > segment.fromUs) this.segments.push(segment);
  }
}
