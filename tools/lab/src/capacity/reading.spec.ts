import { parseSamples } from '../logs/counters.ts';
import { poolOf, sumOf } from './reading.ts';

const samples = parseSamples(`# HELP lab_pool_connections Connections
lab_pool_connections{pool="requests",state="used"} 3
lab_pool_connections{pool="requests",state="idle"} 2
lab_pool_connections{pool="requests",state="unopened"} 5
lab_pool_connections{pool="background",state="used"} 4
lab_pool_waiting_requests{pool="requests"} 7
lab_pool_waiting_requests{pool="background"} 1
lab_orders_settled_total{outcome="confirmed"} 10 # {trace_id="a"} 1 1700000000
lab_orders_settled_total{outcome="rejected"} 2
`);

it('reads the pool for requests, and not the one for background work', () => {
  expect(poolOf(samples)).toEqual({ used: 3, size: 10, waiting: 7 });
});

it('sums a metric over its labels', () => {
  expect(sumOf(samples, 'lab_orders_settled_total')).toBe(12);
  expect(sumOf(samples, 'lab_orders_settled_total', 'outcome="rejected"')).toBe(2);
});
