import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultName, flagRevision, type Order, type OrderPage } from '@lab/contracts';
import { eventually } from '@lab/testing';
import { Database } from '../src/postgres/database';
import { OrdersApp } from './support/orders-app';
import { TestBroker } from './support/test-broker';
import { TestPostgres } from './support/test-stores';

const flagsOf = (faults: Partial<Record<FaultName, number>>): string =>
  JSON.stringify({
    flags: Object.fromEntries(
      Object.entries(faults).map(([name, amount]) => [
        name,
        { state: 'ENABLED', variants: { on: amount }, defaultVariant: 'on' },
      ]),
    ),
  });

describe('orders with a flag file', () => {
  let folder: string;
  let postgres: TestPostgres;
  let broker: TestBroker;
  let orders: OrdersApp;

  /** Resolves once they are in force, as `lab fault on` waits for it. */
  const switchTo = async (faults: Partial<Record<FaultName, number>>): Promise<void> => {
    const text = flagsOf(faults);
    writeFileSync(join(folder, 'new'), text);
    renameSync(join(folder, 'new'), join(folder, 'flags.json'));
    await eventually(
      'the flags are in force',
      async () =>
        expect((await orders.get('/health/flags')).json()).toEqual({ revision: flagRevision(text) }),
      { withinMs: 25_000 },
    );
  };
  const placed = async (): Promise<Order> => (await orders.place()).json();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lab-orders-flags-'));
    [postgres, broker] = await Promise.all([TestPostgres.create(), TestBroker.create()]);
    const FLAGS_FILE = join(folder, 'flags.json');
    orders = await OrdersApp.start({ POSTGRES_URL: postgres.url, RABBITMQ_URL: broker.url, FLAGS_FILE });
    await orders.untilReady();
  });
  afterEach(() => switchTo({}));
  afterAll(async () => {
    await orders.app.close();
    await Promise.all([postgres.drop(), broker.drop()]);
    rmSync(folder, { recursive: true });
  });

  it('looks for holds in a table without an index, and finds the same orders', async () => {
    const { id } = await placed();
    await switchTo({ 'missing-index': 60 });
    expect((await orders.get(`/orders/${id}`)).json()).toMatchObject({ id });
    const HOLDS = 'SELECT count(*)::int AS rows FROM order_holds';
    expect(await postgres.rows(HOLDS)).toEqual([{ rows: 60_000 }]);
    expect(await postgres.rows("SELECT FROM pg_indexes WHERE tablename = 'order_holds'")).toEqual([]);
    await switchTo({});
    expect(await postgres.rows(HOLDS)).toEqual([{ rows: 0 }]);
  });

  it('has a pool of as many connections as it says, through which orders still go', async () => {
    const sizeOf = (): number => {
      const { idle, used, unopened } = orders.app.get(Database).connections;
      return idle + used + unopened;
    };
    const before = sizeOf();
    await switchTo({ 'pool-too-small': 1 });
    expect(sizeOf()).toBe(1);
    await Promise.all(Array.from({ length: 20 }, placed));
    await switchTo({});
    expect(sizeOf()).toBe(before);
  });

  it('answers through connections that are opened for each statement, and slowly', async () => {
    await switchTo({ 'connection-per-query': 1 });
    await Promise.all(Array.from({ length: 5 }, placed));
    await switchTo({ 'slow-dns': 50 });
    const { id } = await placed();
    expect((await orders.get(`/orders/${id}`)).statusCode).toBe(200);
  });

  it('lists the same page by one statement for each order, and with more than was asked for', async () => {
    // Only which orders: they settle meanwhile.
    const idsOf = ({ body }: { readonly body: string }): string[] =>
      (JSON.parse(body) as OrderPage).items.map(({ id }) => id);
    const plain = idsOf(await orders.get('/orders?limit=5'));
    await switchTo({ 'n-plus-one': 5 });
    expect(idsOf(await orders.get('/orders?limit=5'))).toEqual(plain);
    await switchTo({ 'large-payloads': 20 });
    const large = await orders.get('/orders?limit=5');
    expect(idsOf(large)).toEqual(plain);
    expect(large.body.length).toBeGreaterThan(5 * 20 * 1024);
  });
});
