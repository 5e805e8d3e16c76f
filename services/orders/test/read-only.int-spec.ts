import { setTimeout as sleep } from 'node:timers/promises';
import { Order, Problem } from '@lab/contracts';
import { until } from '@lab/testing';
import { Logger } from '@nestjs/common';
import { OutboxRelay } from '../src/outbox/outbox.relay';
import { OrdersApp, orderOf } from './support/orders-app';
import { TestBroker } from './support/test-broker';
import { TestPostgres } from './support/test-stores';

const POOL_SIZE = 3;

/** One story, in order: Postgres turns read-only under a running service, as after a failover, and is itself again. */
describe('orders on a Postgres that is read-only', () => {
  let postgres: TestPostgres;
  let broker: TestBroker;
  let orders: OrdersApp;
  let confirmed: Order;
  let pending: Order;

  beforeAll(async () => {
    [postgres, broker] = await Promise.all([TestPostgres.create(), TestBroker.create()]);
    orders = await OrdersApp.start({
      POSTGRES_URL: postgres.url,
      RABBITMQ_URL: broker.url,
      POSTGRES_POOL_SIZE: String(POOL_SIZE),
      OUTBOX_POLL_MS: '20',
    });
    await orders.untilReady();
    pending = Order.parse((await orders.place(orderOf('SLOW-01'))).json());
    confirmed = Order.parse((await orders.place(orderOf('LAMP-01'))).json());
    await orders.settled(confirmed.id);
  });
  afterAll(async () => {
    await orders.app.close();
    await Promise.all([postgres.drop(), broker.drop()]);
  });

  it('refuses to place and to cancel, as unavailable', async () => {
    // Holds for new sessions only, so those of the pools are ended: what is left is what a pool has after a failover.
    await postgres.rows(`ALTER DATABASE ${postgres.name} SET default_transaction_read_only = on`);
    for (const name of ['orders', 'orders-background']) await postgres.killSessions(name);

    for (const ask of [() => orders.place(orderOf('LAMP-01')), () => orders.cancel(confirmed.id)]) {
      // The loss of the sessions is unavailable too; what has to be seen is the answer of a session that is read-only.
      const answers = [];
      for (let index = 0; index <= POOL_SIZE; index += 1) answers.push(await ask());
      for (const answer of answers) {
        expect([answer.statusCode, Problem.parse(answer.json()).code]).toEqual([
          503,
          'orders.postgres_unavailable',
        ]);
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
    }
  });

  it('still reads', async () => {
    expect((await orders.get(`/orders/${confirmed.id}`)).json()).toMatchObject({
      id: confirmed.id,
      status: 'confirmed',
    });
    expect((await orders.get('/orders?limit=5')).statusCode).toBe(200);
    expect((await orders.get(`/orders/${pending.id}?wait=300ms`)).json()).toMatchObject({
      status: 'pending',
    });
    expect((await orders.get('/health/ready')).statusCode).toBe(200);
  });

  it('tries to relay ever less often, and logs that once', async () => {
    const warned: { msg?: string }[] = [];
    const ignore = (): void => undefined;
    Logger.overrideLogger({
      log: ignore,
      error: ignore,
      warn: (line: { msg?: string }) => warned.push(line),
    });
    const batches = jest.spyOn(orders.app.get(OutboxRelay), 'relayBatch');
    try {
      await sleep(3_000);
      // Unhindered it would be 150 in that time, one every 20 ms; with its backoff it is a handful, or none yet.
      await until('it tries', () => batches.mock.calls.length > 0);
      expect(batches.mock.calls.length).toBeLessThan(15);
      // Others may have something to say about that Postgres, too.
      expect(warned.filter(({ msg }) => msg === 'relay waits').length).toBeLessThanOrEqual(1);
    } finally {
      batches.mockRestore();
      Logger.overrideLogger(false);
    }
  });

  it('works again without a restart, at the cost of one refused write for each connection that stayed read-only', async () => {
    const reset = `ALTER DATABASE ${postgres.name} RESET default_transaction_read_only`;
    await postgres.rows(`BEGIN READ WRITE; ${reset}; COMMIT`);
    let refused = 0;
    let answer = await orders.place(orderOf('LAMP-01'));
    for (; answer.statusCode !== 202; answer = await orders.place(orderOf('LAMP-01'))) refused += 1;

    expect(refused).toBeLessThanOrEqual(POOL_SIZE);
    await expect(orders.settled(Order.parse(answer.json()).id)).resolves.toMatchObject({
      status: 'confirmed',
    });
    expect((await orders.cancel(pending.id)).json()).toMatchObject({ status: 'cancelled' });
  });
});
