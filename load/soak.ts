import type { Options } from 'k6/options';
import { arrivals } from './lib/arrivals.ts';
import { everyOrderAccepted, isFast, trendStats } from './lib/objectives.ts';
import { PLACE_ORDER } from './lib/orders.ts';

export { default, setup } from './spike.ts';
export { handleSummary } from './lib/summary.ts';

// A usual rate for a long time. Each quarter keeps the objective: a leak or a table that grows shows in the last one.
export const options: Options = {
  scenarios: arrivals('soak'),
  summaryTrendStats: trendStats,
  thresholds: {
    ...everyOrderAccepted,
    ...isFast(PLACE_ORDER, 'quarter-1'),
    ...isFast(PLACE_ORDER, 'quarter-2'),
    ...isFast(PLACE_ORDER, 'quarter-3'),
    ...isFast(PLACE_ORDER, 'quarter-4'),
  },
};
