import { DEADLINE_HEADER, METRICS, Problem } from '@lab/contracts';
import { until } from '@lab/testing';
import { Client } from 'pg';
import { OrdersApp, orderOf } from './support/orders-app';
import { TestBroker } from './support/test-broker';
import { TestPostgres } from './support/test-stores';

/** Requests that nobody waits for any more when it is their turn: the one connection is held by another until then. */
describe('a request that is abandoned while it waits for a connection', () => {
  let postgres: TestPostgres;
  let broker: TestBroker;
  let orders: OrdersApp;
  let locker: Client;

  beforeAll(async () => {
    [postgres, broker] = await Promise.all([TestPostgres.create(), TestBroker.create()]);
    orders = await OrdersApp.start({
      POSTGRES_URL: postgres.url,
      RABBITMQ_URL: broker.url,
      POSTGRES_POOL_SIZE: '1',
    });
    await orders.untilReady();
    locker = new Client({ connectionString: postgres.url });
    await locker.connect();
  });
  afterAll(async () => {
    await locker.end();
    await orders.app.close();
    await Promise.all([postgres.drop(), broker.drop()]);
  });

  const place = (key: string, init: { headers?: Record<string, string>; signal?: AbortSignal } = {}) =>
    fetch(`${orders.url}/orders`, {
      method: 'POST',
      body: JSON.stringify(orderOf('SLOW-01')),
      ...init,
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...init.headers },
    });
  const metric = async (pattern: RegExp): Promise<number> =>
    Number(pattern.exec((await orders.get('/metrics')).payload)?.[1]);
  const abandoned = (reason: string): Promise<number> =>
    metric(new RegExp(`^${METRICS.httpServerAbandoned}\\{reason="${reason}"\\} (\\d+)$`, 'm'));
  const waiting = (): Promise<number> =>
    metric(new RegExp(`^${METRICS.poolWaiting}\\{pool="requests"\\} (\\d+)$`, 'm'));

  it.each([
    ['caller_left', 'its caller leaves'],
    ['deadline', 'its time is over'],
  ])('asks nothing of Postgres, and is counted: %s', async (reason) => {
    const before = await abandoned(reason);
    await locker.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const served = place(`served-${reason}`);
    await until(
      'the connection is in use',
      async () => (await metric(/^lab_pool_connections\{pool="requests",state="used"\} (\d+)$/m)) === 1,
    );

    const client = new AbortController();
    const given =
      reason === 'deadline' ? { headers: { [DEADLINE_HEADER]: '2000' } } : { signal: client.signal };
    const answer = place(`abandoned-${reason}`, given).catch(() => undefined);
    await until('it waits', async () => (await waiting()) === 1);
    client.abort();
    const response = await answer;
    await until('it is counted', async () => (await abandoned(reason)) === before + 1);
    await locker.query('COMMIT');

    expect((await served).status).toBe(202);
    expect((await place(`after-${reason}`)).status).toBe(202); // on the same connection, after the abandoned one
    const keys = await postgres.rows<{ key: string }>(
      'SELECT idempotency_key AS key FROM orders WHERE idempotency_key LIKE $1 ORDER BY id',
      [`%-${reason}`],
    );
    expect(keys.map(({ key }) => key)).toEqual([`served-${reason}`, `after-${reason}`]);
    if (reason === 'deadline') {
      expect(response?.status).toBe(503);
      expect(Problem.parse(await response?.json()).code).toBe('request.timed_out');
    }
    expect((await place(`abandoned-${reason}`)).status).toBe(202); // and its key is as good as new
  });
});
