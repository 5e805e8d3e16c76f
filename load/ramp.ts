import type { Options } from 'k6/options';
import { arrivals } from './lib/arrivals.ts';
import { trendStats } from './lib/objectives.ts';

export { default, setup } from './steady.ts';
export { handleSummary } from './lib/summary.ts';

// The rate rises in steps until the lab cannot follow. Failures and slow answers are what is looked for: `lab load`
// finds the knee from the requests of each step, so no threshold here judges the run as a whole.
export const options: Options = {
  scenarios: arrivals('ramp'),
  summaryTrendStats: trendStats,
  thresholds: { orders_accepted: ['count>0'] },
};
