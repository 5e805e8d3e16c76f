import type { Segment } from './critical-path.ts';

/** Where a message is on its way from one service to the next. */
export type Hop = 'outbox wait' | 'publish' | 'broker wait' | 'consumer queue' | 'handler';

/**
 * The hop that a segment of the critical path is; undefined for work that no message is about. A consumer below another consumer is the
 * handling of what that one received.
 */
export function hopOf({ span, kind }: Segment): Hop | undefined {
  if (span.kind === 'producer') return kind === 'wait' ? 'outbox wait' : 'publish';
  if (span.kind !== 'consumer') return undefined;
  if (kind === 'work') return 'handler';
  return span.parent?.kind === 'consumer' ? 'consumer queue' : 'broker wait';
}
