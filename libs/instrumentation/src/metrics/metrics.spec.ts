import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_LOOP_LAG_INTERVAL_MS, METRICS } from '@lab/contracts';
import { eventually } from '@lab/testing';
import { Injectable } from '@nestjs/common';
import { TraceFlags } from '@opentelemetry/api';
import { getToken, InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge, Histogram } from 'prom-client';
import { testApp } from '../../test/support/app';
import { histogram, makeCounter, makeGauge, makeHistogram, observe, observeIn } from './metrics';
import { registry } from './registry';
import { switchMetrics } from './switch';

@Injectable()
class Orders {
  constructor(
    @InjectMetric(METRICS.ordersPlaced) readonly placed: Counter,
    @InjectMetric(METRICS.orderSettleDuration) readonly settle: Histogram,
  ) {}
}

describe('metrics', () => {
  it('are injected, and shown as OpenMetrics with the metrics of the process', async () => {
    const { app } = await testApp({
      providers: [
        Orders,
        makeCounter({ name: METRICS.ordersPlaced, help: 'Orders placed.' }),
        makeHistogram({ name: METRICS.orderSettleDuration, help: 'Time to settle.', buckets: [1, 2] }),
        makeGauge({
          name: METRICS.outboxPending,
          help: 'Waiting.',
          collect() {
            this.set(3);
          },
        }),
      ],
    });
    const orders = app.get(Orders);
    orders.placed.inc();
    observe(orders.settle, {}, 1.5);
    const { headers, body } = await app.inject({ method: 'GET', url: '/metrics' });
    expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(body).toContain(`${METRICS.ordersPlaced} 1`);
    expect(body).toContain(`${METRICS.orderSettleDuration}_bucket{le="2"} 1`);
    expect(body).toContain(`${METRICS.outboxPending} 3`);
    for (const own of [
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_heap_size_used_bytes',
      'nodejs_gc_duration_seconds',
    ])
      expect(body).toContain(own);
    expect(body.trimEnd().endsWith('# EOF')).toBe(true);
    await app.close();
  });

  it('look at the event loop as seldom as the contracts say', async () => {
    const { app } = await testApp({});
    // In a stall of the machine there is no look at all.
    await eventually('an interval', async () => {
      await app.inject({ method: 'GET', url: '/metrics' }); // what was before is not counted
      await sleep(5 * EVENT_LOOP_LAG_INTERVAL_MS);
      const { body } = await app.inject({ method: 'GET', url: '/metrics' });
      const [, shortest] = /^nodejs_eventloop_lag_min_seconds (.*)$/m.exec(body) ?? [];
      const intervals = (Number(shortest) * 1000) / EVENT_LOOP_LAG_INTERVAL_MS;
      expect(intervals).toBeGreaterThan(0.9);
      expect(intervals).toBeLessThan(5);
    });
    await app.close();
  });

  it('are neither kept nor shown with METRICS_ENABLED=false', async () => {
    const providers = [
      makeCounter({ name: METRICS.outboxRelayed, help: 'x' }),
      makeHistogram({ name: METRICS.messagePublishDuration, help: 'x' }),
      makeGauge({ name: METRICS.outboxOldestAge, help: 'x' }),
    ];
    const { app } = await testApp({ providers }, { METRICS_ENABLED: 'false' });
    app.get<Counter>(getToken(METRICS.outboxRelayed)).inc({ outcome: 'sent' });
    observe(app.get<Histogram>(getToken(METRICS.messagePublishDuration)), {}, 1);
    app.get<Gauge>(getToken(METRICS.outboxOldestAge)).set(1);
    expect((await app.inject({ method: 'GET', url: '/metrics' })).statusCode).toBe(404);
    for (const name of [METRICS.outboxRelayed, METRICS.messagePublishDuration, METRICS.outboxOldestAge])
      expect(registry.getSingleMetric(name)).toBeUndefined();
    const relayed = app.get<Counter>(getToken(METRICS.outboxRelayed));
    expect((await relayed.get()).values).toEqual([]);
    await app.close();
    switchMetrics(true);
  });

  it('point to a trace only where that trace is kept', async () => {
    const target = histogram({ name: METRICS.messageProcessDuration, help: 'x' });
    const ids = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    observeIn({ ...ids, traceFlags: TraceFlags.NONE }, target, { labels: { queue: 'dropped' }, value: 0.1 });
    observeIn({ ...ids, traceFlags: TraceFlags.SAMPLED }, target, { labels: { queue: 'kept' }, value: 0.1 });
    const text = (await registry.getSingleMetricAsString(METRICS.messageProcessDuration)).split('\n');
    const exemplars = text.filter((line) => line.includes(ids.traceId));
    expect(exemplars).toHaveLength(1);
    expect(exemplars[0]).toContain('queue="kept"');
  });
});
