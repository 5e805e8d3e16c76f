import type { RequestLine } from '../k6/request-line.ts';
import type { Clock } from './clock.ts';
import type { EventLog } from './event-log.ts';

/** Who sees an objective's events while it is proven. */
export interface Observer {
  readonly events: EventLog;
  /** For a message, where there were none. */
  readonly sawNothing: string;
  /** Aborted when it cannot see any more: what is measured from then on would be wrong. */
  readonly failed: AbortSignal;
  /** Rejects with what it failed with. */
  stop(): Promise<void>;
}

/** What observers need of a lab. */
export interface Observed {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Sends orders and reads until it is stopped; every request is shown to `onLine`. */
  traffic(onLine: (line: RequestLine) => void): { stop(): Promise<void> };
  /** What the prober shows at /metrics. Not Prometheus' copy of it: that is late, and part of what is proven. */
  proberMetrics(): Promise<string>;
}
