import { TcpProxy, until } from '@lab/testing';
import { migrate } from '../src/postgres/migrate';
import { Schema } from '../src/postgres/schema';
import { TestPostgres } from './support/test-stores';

const MIGRATIONS = ['0001_orders', '0002_outbox_parked', '0003_order_completion'];

describe('migrations', () => {
  let postgres: TestPostgres;

  beforeEach(async () => {
    postgres = await TestPostgres.create();
  });
  afterEach(() => postgres.drop());

  it('run once when three processes start at the same time', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrate(postgres.url, 5_000)));

    expect(runs.flat()).toEqual(MIGRATIONS);
    expect(await postgres.rows('SELECT name FROM schema_migrations ORDER BY id')).toEqual(
      MIGRATIONS.map((name) => ({ name })),
    );
    expect(await postgres.rows('SELECT count(*)::int AS count FROM orders')).toEqual([{ count: 0 }]);
  });

  it('do nothing on a schema that is up to date', async () => {
    await migrate(postgres.url, 5_000);

    await expect(migrate(postgres.url, 5_000)).resolves.toEqual([]);
  });

  it('are tried again in the background until Postgres is there', async () => {
    const unreachable = 'postgres://lab:lab@127.0.0.1:1/orders';
    let attempts = 0;
    const database = postgres.database('orders-schema', 1);
    const schema = new Schema(
      () => migrate((attempts += 1) < 3 ? unreachable : postgres.url, 1_000),
      [database],
    );

    schema.onApplicationBootstrap();
    expect(schema.isReady).toBe(false);
    await until('the schema is ready', () => schema.isReady);

    expect(attempts).toBe(3);
    expect(schema.whyNot).toContain('ECONNREFUSED');
    await expect(
      database.query({ name: 'orders', summary: 'SELECT', text: 'SELECT id FROM orders' }),
    ).resolves.toEqual([]);
    await schema.beforeApplicationShutdown();
  });

  it('give up within their time when Postgres hangs, and let go of it', async () => {
    const proxy = await TcpProxy.open(postgres.url);
    const startedAt = performance.now();
    const migrating = migrate(proxy.url, 1_000, 500);
    await proxy.firstAnswer();
    proxy.stall();

    await expect(migrating).rejects.toThrow(/timeout/);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await proxy.close();
  });

  it('do not hold up the end of the process', async () => {
    const schema = new Schema(() => new Promise(() => undefined), []);
    schema.onApplicationBootstrap();
    const startedAt = performance.now();

    await schema.beforeApplicationShutdown();

    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('stop being tried when the process ends', async () => {
    const schema = new Schema(() => Promise.reject(new Error('down')), []);
    schema.onApplicationBootstrap();

    await schema.beforeApplicationShutdown();

    expect(schema.isReady).toBe(false);
    expect(schema.whyNot).toBe('migrations have not run: down');
  });
});
