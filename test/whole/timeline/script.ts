import type { Fault } from '../../../tools/dashboards/src/index.ts';

/** One thing that is done to the lab: when, in seconds since the script began, and for how long. */
export interface Deed {
  readonly fault: Fault;
  readonly at: number;
  readonly lasts: number;
}

/** From when a fault began until scrape, rule and log pipeline show it. */
export const DELAY_S = 8;
/** As DELAY_S, and one look (looks.ts), and a scrape: one that begins before the fault ends may be answered after it. */
const FAULT_S = 33;

/** Loki is away for longer than the agent and the collector try at once: lines have to wait, and arrive. */
const LOKI_AWAY_S = 120;

/**
 * Before a panel can show a fault it has to be still: 40 s after another fault moved it (its rate looks back 20 s, and so does the
 * look at it). Where a fault follows sooner, or comes with another one, neither moves what the other one is named by. The order and
 * the gaps were chosen by looking at a recorded run: which panels move in which fault, and for how long afterwards.
 */
export const SCRIPT: readonly Deed[] = [
  { fault: 'load', at: 0, lasts: FAULT_S },
  { fault: 'bad-input', at: 45, lasts: FAULT_S },
  { fault: 'no-stock', at: 45, lasts: FAULT_S },
  { fault: 'broken-log-line', at: 45, lasts: FAULT_S },
  { fault: 'inventory-frozen', at: 90, lasts: FAULT_S },
  // Over before anybody asks Jaeger for the traces of the next fault.
  { fault: 'jaeger-frozen', at: 125, lasts: FAULT_S },
  { fault: 'postgres-frozen', at: 165, lasts: FAULT_S },
  // Nothing here meanwhile that shows in metrics of log lines: the agent stops reading when it has enough to deliver.
  { fault: 'loki-frozen', at: 165, lasts: LOKI_AWAY_S },
  { fault: 'gateway-killed', at: 210, lasts: FAULT_S },
  { fault: 'redis-frozen', at: 255, lasts: FAULT_S },
  { fault: 'otel-collector-frozen', at: 255, lasts: FAULT_S },
  { fault: 'rabbitmq-frozen', at: 300, lasts: FAULT_S },
  { fault: 'orders-frozen', at: 345, lasts: FAULT_S },
  { fault: 'unreadable-message', at: 345, lasts: FAULT_S },
];

/** Crashes that no client may notice; the agent twice, so that it is killed once while its Loki restarts. */
export const WATCHERS = ['fluent-bit', 'otel-collector', 'loki', 'fluent-bit', 'jaeger'] as const;
/** Crashes that clients notice, and survive by asking again with the same key. */
export const SHOP = ['gateway', 'orders', 'inventory', 'rabbitmq', 'redis', 'postgres'] as const;
