import '@lab/instrumentation/register';
import { randomUUID } from 'node:crypto';
import { REDIS_KEYS } from '@lab/contracts';
import { createApp } from '@lab/instrumentation';
import { eventually } from '@lab/testing';
import { ProberConfig } from '../src/prober.config';
import { ProberModule } from '../src/prober.module';
import { LabDouble } from './support/lab.double';
import { Stores } from './support/stores';

let stores: Stores;
let lab: LabDouble;
let app: Awaited<ReturnType<typeof createApp>>;
/** Looks seldom: each look prints all metrics. */
const PATIENCE = { withinMs: 25_000, everyMs: 100 };
const logs: Record<string, unknown>[] = [];

beforeAll(async () => {
  stores = await Stores.open();
  lab = await LabDouble.start(stores);
  app = await createApp({
    ...{ name: 'prober', config: ProberConfig, module: ProberModule },
    env: {
      ...{ GATEWAY_URL: lab.url, JAEGER_URL: lab.url, LOKI_URL: lab.url },
      ...{ POSTGRES_URL: stores.postgresUrl, REDIS_URL: stores.redisUrl },
      ...{ PROBE_INTERVAL_MS: '200', AUDIT_INTERVAL_MS: '50' },
    },
    logTo: { write: (line) => logs.push(JSON.parse(line) as Record<string, unknown>) },
  });
});
afterAll(async () => {
  await app.close();
  await lab.stop();
  await stores.close();
});

/** The value of a series, by its name and labels as `/metrics` prints them. */
const metric = async (series: string): Promise<number> => {
  const { body } = await app.inject({ method: 'GET', url: '/metrics' });
  const line = body.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.split(' ')[1]);
};
const grows = async (series: string): Promise<void> => {
  const before = await metric(series);
  await eventually(
    `${series} grows`,
    async () => expect(await metric(series)).toBeGreaterThan(before),
    PATIENCE,
  );
};
const violations = (rule: string): Promise<number> => metric(`lab_audit_violations{rule="${rule}"}`);

describe('a probe', () => {
  it('places an order, reads it, cancels it, and belongs to no trace of the prober', async () => {
    await grows('lab_probes_total{outcome="confirmed"}');
    const [id] = await eventually('it is cancelled', () => {
      expect(lab.cancelled).not.toEqual([]);
      return lab.cancelled;
    });
    expect(await metric('lab_probe_duration_seconds_count{step="settle"}')).toBeGreaterThan(0);
    expect(lab.requests.filter((request) => request.includes(`${id}`))).toEqual([
      `GET /orders/${id}?wait=5000ms without trace`,
      `POST /orders/${id}/cancel without trace`,
    ]);
    expect(lab.requests.filter((request) => !request.endsWith('without trace'))).toEqual([]);
  });

  it.each(['trace', 'log'])('is followed until its %s has every service', async (signal) => {
    await grows(`lab_signal_freshness_seconds_count{signal="${signal}"}`);
    // Seen at the second look, two seconds after the order had settled.
    expect(await metric(`lab_signal_freshness_seconds_bucket{le="2",signal="${signal}"}`)).toBe(0);
  });

  it('is refused by a shop that is down', async () => {
    lab.isDown = true;
    await grows('lab_probes_total{outcome="refused"}');
    lab.isDown = false;
    await grows('lab_probes_total{outcome="confirmed"}');
  });
});

describe('the audit', () => {
  const held = 'lab_audits_total{outcome="held"}';
  const violated = 'lab_audits_total{outcome="violated"}';

  const finds = async (rule: string): Promise<void> => {
    await eventually(`it finds ${rule}`, async () => expect(await violations(rule)).toBe(1), PATIENCE);
    await grows(violated);
  };

  it('holds while orders are placed', async () => {
    await grows(held);
    expect(await metric(violated)).toBe(0);
  });

  it('finds an order that waits while later ones are answered', async () => {
    const id = randomUUID();
    await stores.order({ id, status: 'pending', minutesAgo: 11 });
    await finds('order_overtaken');
    expect(logs).toContainEqual(
      expect.objectContaining({
        level: 'error',
        msg: 'promise broken',
        rule: 'order_overtaken',
        subject: id,
      }),
    );
    await stores.query('DELETE FROM orders WHERE id = $1', [id]);
    await grows(held);
  });

  it('leaves alone an order that waits for no longer than its messages are tried', async () => {
    const id = randomUUID();
    await stores.order({ id, status: 'pending', minutesAgo: 9 });
    await grows(held); // which may have begun before
    await grows(held);
    expect(await violations('order_overtaken')).toBe(0);
    await stores.query('DELETE FROM orders WHERE id = $1', [id]);
  });

  it('finds a confirmed order without a reservation, until it is cancelled', async () => {
    const id = randomUUID();
    await stores.order({ id, status: 'confirmed' });
    await stores.redis
      .multi()
      .hdel(REDIS_KEYS.reservations, id)
      .hincrby(REDIS_KEYS.available, 'SPOON-01', 1)
      .hincrby(REDIS_KEYS.reserved, 'SPOON-01', -1)
      .exec();
    await finds('reservation_missing');
    await stores.query(`UPDATE orders SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, [id]);
    await grows(held);
  });

  it('finds a piece of stock that is gone', async () => {
    await stores.redis.hincrby(REDIS_KEYS.available, 'SPOON-01', -1);
    await finds('stock_not_conserved');
    await stores.redis.hincrby(REDIS_KEYS.available, 'SPOON-01', 1);
    await grows(held);
  });

  it('fails, and judges nothing, while a store does not answer', async () => {
    await stores.query('ALTER TABLE orders RENAME TO orders_away');
    await grows('lab_audits_total{outcome="failed"}');
    const before = await metric(violated);
    await stores.query('ALTER TABLE orders_away RENAME TO orders');
    await grows(held);
    expect(await metric(violated)).toBe(before);
  });

  it('finds an order that the prober was promised and Postgres has lost', async () => {
    const [lost] = lab.cancelled;
    await stores.query('DELETE FROM orders WHERE id = $1', [lost]);
    await finds('order_missing');
    expect(logs).toContainEqual(expect.objectContaining({ rule: 'order_missing', subject: lost }));
  });
});
