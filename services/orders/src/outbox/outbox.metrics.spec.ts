import { METRICS } from '@lab/contracts';
import type { Counter, Gauge } from '@lab/instrumentation';
import { makeCounter, makeGauge } from '@lab/instrumentation';
import type { FactoryProvider } from '@nestjs/common';
import { OutboxMetrics } from './outbox.metrics';

const made = (provider: unknown): unknown => (provider as FactoryProvider).useFactory();
const values = async (gauge: Gauge): Promise<number[]> =>
  (await gauge.get()).values.map(({ value }) => value);

describe('OutboxMetrics', () => {
  it('show a sample, and nothing before the first and while none can be had', async () => {
    const pending = made(makeGauge({ name: METRICS.outboxPending, help: 'x' })) as Gauge;
    const oldestAge = made(makeGauge({ name: METRICS.outboxOldestAge, help: 'x' })) as Gauge;
    const parked = made(makeGauge({ name: METRICS.outboxParked, help: 'x' })) as Gauge;
    const relayed = made(makeCounter({ name: METRICS.outboxRelayed, help: 'x' })) as Counter;
    const shown = () => Promise.all([pending, parked, oldestAge].map(values));
    const metrics = new OutboxMetrics(pending, parked, oldestAge, relayed);
    expect(await shown()).toEqual([[], [], []]);
    metrics.sampled({ pending: 3, parked: 1, oldestAgeSeconds: 1.5 });
    expect(await shown()).toEqual([[3], [1], [1.5]]);
    metrics.unknown();
    expect(await shown()).toEqual([[], [], []]);
  });
});
