import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { arrivals } from './lib/arrivals.ts';
import { isFast, trendStats } from './lib/objectives.ts';
import { countOrder, fetchSkus, orderNumber, PLACE_ORDER, placing } from './lib/orders.ts';
import { randomHex } from './lib/random.ts';
import { idOf, sendTogether } from './lib/requests.ts';

export { handleSummary } from './lib/summary.ts';

const AT_ONCE = 5;
const ROUNDS = 4;

export const options: Options = {
  scenarios: arrivals('retry-storm'),
  // All tries of an order at one moment, each over a connection of its own.
  batch: AT_ONCE,
  batchPerHost: AT_ONCE,
  summaryTrendStats: trendStats,
  thresholds: {
    checks: ['rate==1'],
    dropped_iterations: ['count==0'],
    orders_failed: ['count==0'],
    orders_refused: ['count==0'],
    orders_accepted: ['count>0'],
    ...isFast(PLACE_ORDER),
  },
};

export const setup = (): string[] => fetchSkus(0);

/** A client as nobody should write one: five tries at once with one key, the same again without a pause if any fails. */
export default function impatient(skus: readonly string[]): void {
  const n = exec.scenario.iterationInTest;
  const request = { ...placing(n, orderNumber(n, skus)), trace: randomHex(16) };
  const ids = new Set<string>();
  let status = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const tries = Array.from({ length: AT_ONCE }, (_, i) => ({
      ...request,
      attempt: round * AT_ONCE + i + 1,
    }));
    const answers = sendTogether(tries);
    for (const answer of answers) {
      const id = idOf(answer);
      if (id !== undefined) ids.add(id);
      else status = answer.status;
    }
    if (answers.every((answer) => answer.status === 202)) break;
  }
  const [id] = ids;
  countOrder(id, status);
  check(ids, { 'one key is one order': (all) => all.size === 1 });
}
