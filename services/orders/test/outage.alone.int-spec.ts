import { setTimeout as sleep } from 'node:timers/promises';
import { Order, Problem } from '@lab/contracts';
import { TcpProxy, until } from '@lab/testing';
import { OrdersApp, orderOf } from './support/orders-app';
import { TestBroker } from './support/test-broker';
import { TestPostgres } from './support/test-stores';

const MAX_PENDING = 5;
const PATIENTLY = { withinMs: 15_000, everyMs: 50 };

/** One story, in order: the service starts before its stores, loses each of them and gets it back. */
describe('orders without its stores', () => {
  let postgres: TestPostgres;
  let broker: TestBroker;
  let toPostgres: TcpProxy;
  let toBroker: TcpProxy;
  let orders: OrdersApp;

  beforeAll(async () => {
    [postgres, broker] = await Promise.all([TestPostgres.create(), TestBroker.create()]);
    [toPostgres, toBroker] = await Promise.all([TcpProxy.closed(postgres.url), TcpProxy.closed(broker.url)]);
    orders = await OrdersApp.start({
      POSTGRES_URL: toPostgres.url,
      RABBITMQ_URL: toBroker.url,
      POSTGRES_CONNECT_TIMEOUT_MS: '300',
      POSTGRES_STATEMENT_TIMEOUT_MS: '300',
      OUTBOX_MAX_PENDING: String(MAX_PENDING),
      OUTBOX_SAMPLE_MS: '50',
    });
  });
  afterAll(async () => {
    await orders.app.close();
    await Promise.all([toPostgres.close(), toBroker.close()]);
    await Promise.all([postgres.drop(), broker.drop()]);
  });

  const expectUnavailable = async (code: string): Promise<void> => {
    const answer = await orders.place(orderOf('LAMP-01'));
    expect(answer.statusCode).toBe(503);
    expect(Problem.parse(answer.json()).code).toBe(code);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  };
  const untilAccepted = (): Promise<true> =>
    until(
      'orders are accepted',
      async () => (await orders.place(orderOf('LAMP-01'))).statusCode === 202,
      PATIENTLY,
    );

  it('starts without them: alive, not ready for both reasons, refusing orders', async () => {
    await sleep(500); // the probes have looked
    const ready = await orders.get('/health/ready');

    expect((await orders.get('/health/live')).statusCode).toBe(200);
    expect(ready.statusCode).toBe(503);
    expect(ready.payload).toMatch(/postgres.*migrations have not run/s);
    expect(ready.payload).toMatch(/rabbitmq/);
    await expectUnavailable('orders.postgres_unavailable');
  });

  it('becomes ready by itself once they are there', async () => {
    await Promise.all([toPostgres.open(), toBroker.open()]);
    await orders.untilReady();

    const { id } = Order.parse((await orders.place(orderOf('LAMP-01'))).json());
    await expect(orders.settled(id)).resolves.toMatchObject({ status: 'confirmed' });
  });

  it('answers 503 within its timeouts while Postgres hangs, and goes on when it answers again', async () => {
    toPostgres.stall();
    const startedAt = performance.now();
    await expectUnavailable('orders.postgres_unavailable');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect((await orders.get('/health/live')).statusCode).toBe(200);

    toPostgres.resume();

    await untilAccepted();
  });

  it('survives the loss of all its connections', async () => {
    await toPostgres.cut();
    await expectUnavailable('orders.postgres_unavailable');
    await toPostgres.open();

    await untilAccepted();
  });

  it('accepts orders without the broker up to its bound, and settles them all when the broker is back', async () => {
    const unsent = async (): Promise<number> => (await postgres.rows('SELECT id FROM outbox')).length;
    await until('the outbox is empty', async () => (await unsent()) === 0, PATIENTLY);
    await toBroker.cut();
    const accepted: string[] = [];
    const keys = Array.from({ length: MAX_PENDING }, (_, index) => `k-${index}`);
    for (const key of keys) {
      accepted.push(Order.parse((await orders.place(orderOf('LAMP-01'), key)).json()).id);
    }
    await sleep(200); // a sample is taken
    await expectUnavailable('orders.backlog_full');
    for (const [index, key] of keys.entries()) {
      const again = await orders.place(orderOf('LAMP-01'), key);
      expect([again.statusCode, again.json<Order>().id]).toEqual([202, accepted[index]]);
    }

    await toBroker.open();

    const settled = await Promise.all(accepted.map((id) => orders.settled(id)));
    expect(settled.map(({ status }) => status)).toEqual(accepted.map(() => 'confirmed'));
    await untilAccepted();
  });
});
