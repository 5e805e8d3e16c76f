import { METRICS } from '@lab/contracts';
import { Counter, Histogram, Registry } from 'prom-client';
import { OrderMetrics } from './order.metrics';

it('has every outcome from 0 on, so that the first order of each is an increase', async () => {
  const registers = [new Registry()];
  const about = { help: 'x', registers };
  const settled = { ...about, name: METRICS.ordersSettled, labelNames: ['outcome'] };
  const durations = { ...about, name: METRICS.orderSettleDuration, labelNames: ['outcome'], buckets: [5] };
  new OrderMetrics(
    new Counter({ ...about, name: METRICS.ordersPlaced }),
    new Counter(settled),
    new Histogram(durations),
  );
  const text = (await registers[0]?.metrics()) ?? '';
  for (const outcome of ['confirmed', 'rejected', 'cancelled']) {
    expect(text).toContain(`lab_orders_settled_total{outcome="${outcome}"} 0`);
    expect(text).toContain(`lab_order_settle_duration_seconds_bucket{le="5",outcome="${outcome}"} 0`);
  }
});
