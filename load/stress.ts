import type { Options } from 'k6/options';
import { arrivals } from './lib/arrivals.ts';
import { isFast, trendStats } from './lib/objectives.ts';
import { PLACE_ORDER } from './lib/orders.ts';

export { default, setup } from './spike.ts';
export { handleSummary } from './lib/summary.ts';

// More than the lab can take, on purpose. It may turn orders away (503), it may be slow, and k6 may run out of clients;
// it must not answer anything else, and afterwards it must be as fast as before without a restart.
export const options: Options = {
  scenarios: arrivals('stress'),
  summaryTrendStats: trendStats,
  thresholds: {
    orders_failed: ['count==0'],
    orders_accepted: ['count>0'],
    ...isFast(PLACE_ORDER, 'before'),
    ...isFast(PLACE_ORDER, 'after'),
    [`http_req_failed{name:${PLACE_ORDER},stage:after}`]: ['rate==0'],
  },
};
