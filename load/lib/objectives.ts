import type { Options } from 'k6/options';
import { PLACE_ORDER } from './orders.ts';
import { settings } from './settings.ts';

type Thresholds = NonNullable<Options['thresholds']>;

/** What is in the summary of each kind of request, for the report. */
export const trendStats = ['count', 'med', 'p(95)', 'p(99)', 'max'];

/** p99 below the limit, where a request's name and, if given, the stage say which. */
export const isFast = (name: string, stage?: string): Thresholds => ({
  [`http_req_duration{name:${name}${stage === undefined ? '' : `,stage:${stage}`}}`]: [
    `p(99)<${settings.p99Ms}`,
  ],
});

/** Nothing but orders, at a rate the lab is meant for: every one is accepted, at once, and none is left out. */
export const everyOrderAccepted: Thresholds = {
  // Only a run in which the first failure counts is judged by its requests and its exact rate.
  ...(settings.retryForMs === 0
    ? {
        [`http_req_failed{name:${PLACE_ORDER}}`]: ['rate==0'],
        dropped_iterations: ['count==0'],
      }
    : {}),
  orders_failed: ['count==0'],
  orders_refused: ['count==0'],
  orders_accepted: ['count>0'],
};
