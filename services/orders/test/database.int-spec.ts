import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy, until } from '@lab/testing';
import { Database } from '../src/postgres/database';
import { TestPostgres } from './support/test-stores';

const statement = (name: string, text: string) => ({ name, summary: 'SELECT', text });
const ONE = statement('one', 'SELECT 1 AS one');
const SLEEP = statement('sleep', 'SELECT pg_sleep(30)');
const UNAVAILABLE = { kind: 'unavailable', code: 'orders.postgres_unavailable', retryAfterSeconds: 1 };

/** Each failure is provoked from a real server: what driver and server say may change with any update. */
describe('Database', () => {
  let postgres: TestPostgres;
  let proxy: TcpProxy;
  const opened: Database[] = [];

  beforeAll(async () => {
    postgres = await TestPostgres.create();
  });
  beforeEach(async () => {
    proxy = await TcpProxy.open(postgres.url);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.onApplicationShutdown()));
    await proxy.close();
  });
  afterAll(() => postgres.drop());

  const open = (options: Partial<ConstructorParameters<typeof Database>[0]> = {}): Database => {
    // Long enough for a busy machine; a test of a timeout sets its own.
    const limits = { poolSize: 2, connectTimeoutMs: 10_000, statementTimeoutMs: 20_000 };
    const database = new Database({
      url: proxy.url,
      applicationName: 'orders-database',
      ...limits,
      ...options,
    });
    database.open();
    opened.push(database);
    return database;
  };
  const urlWith = (change: (url: URL) => void): string => {
    const url = new URL(postgres.url);
    change(url);
    return url.href;
  };
  const untilAsleep = async (): Promise<void> => {
    const asleep = `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND wait_event = 'PgSleep'`;
    await until('a session sleeps', async () => (await postgres.rows(asleep, [postgres.name])).length > 0);
  };

  describe('says that Postgres is unavailable', () => {
    it('when it hangs in the middle of a statement', async () => {
      const database = open({ statementTimeoutMs: 1_000 });
      await database.query(ONE);
      proxy.stall();

      await expect(database.query(ONE)).rejects.toMatchObject({
        ...UNAVAILABLE,
        message: 'Postgres: Query read timeout',
      });
    });

    it('when the connection is cut in the middle of a statement', async () => {
      const asked = open()
        .query(SLEEP)
        .catch((error: unknown) => error);
      await untilAsleep();
      await proxy.cut();

      expect(await asked).toMatchObject(UNAVAILABLE);
    });

    it('when the connection was cut between two statements of a transaction', async () => {
      const database = open();
      const interrupted = database.transaction(async (queries) => {
        await queries.query(ONE);
        await proxy.cut();
        await sleep(50); // the driver has to notice first
        return queries.query(ONE);
      });

      await expect(interrupted).rejects.toMatchObject(UNAVAILABLE);
    });

    it('when the server ends the session in the middle of a statement', async () => {
      const asked = open()
        .query(SLEEP)
        .catch((error: unknown) => error);
      await untilAsleep();
      await postgres.killSessions('orders-database');

      expect(await asked).toMatchObject({ ...UNAVAILABLE, cause: { code: '57P01' } });
    });

    it('when a statement takes too long', async () => {
      const asked = open({ statementTimeoutMs: 2_000 }).query(SLEEP);

      await expect(asked).rejects.toMatchObject({ ...UNAVAILABLE, cause: { code: '57014' } });
    });

    it('when it cannot be reached', async () => {
      await proxy.cut();

      await expect(open().query(ONE)).rejects.toMatchObject(UNAVAILABLE);
    });

    it('when it takes connections and says nothing on them', async () => {
      proxy.stall();

      await expect(open({ connectTimeoutMs: 300 }).query(ONE)).rejects.toMatchObject(UNAVAILABLE);
    });

    it('when all connections of the pool are taken', async () => {
      const database = open({ poolSize: 1, connectTimeoutMs: 1_000 });
      await database.query(ONE);
      const done = Promise.withResolvers<void>();
      const holding = database.transaction(() => done.promise);

      await expect(database.query(ONE)).rejects.toMatchObject(UNAVAILABLE);
      done.resolve();
      await holding;
      await expect(database.query(ONE)).resolves.toEqual([{ one: 1 }]);
    });

    it('when it refuses our name or password, as while they are being changed', async () => {
      const database = open({ url: urlWith((url) => (url.username = 'orders_of_tomorrow')) });

      await expect(database.query(ONE)).rejects.toMatchObject({
        ...UNAVAILABLE,
        cause: { code: expect.stringMatching(/^28/) },
      });
    });

    it('when there is no such database, as while one is being restored', async () => {
      const database = open({ url: urlWith((url) => (url.pathname = '/restored_later')) });

      await expect(database.query(ONE)).rejects.toMatchObject({ ...UNAVAILABLE, cause: { code: '3D000' } });
    });

    it('when the pool is closed, as at the end of the process', async () => {
      const database = open();
      await database.onApplicationShutdown();
      opened.length = 0;

      await expect(database.query(ONE)).rejects.toMatchObject(UNAVAILABLE);
    });
  });

  it.each([
    ['missing table', 'SELECT 1 FROM nowhere', '42P01'],
    ['syntax error', 'SELEC 1', '42601'],
    ['division by zero', 'SELECT 1 / 0', '22012'],
  ])('passes a %s on as it is, for that is a bug', async (name, text, code) => {
    await expect(open().query(statement(name, text))).rejects.toMatchObject({ name: 'error', code });
  });

  it('passes on what the work of a transaction throws, and rolls back', async () => {
    const database = open();
    const bug = new TypeError('x is undefined');

    await expect(database.transaction(() => Promise.reject(bug))).rejects.toBe(bug);
    await expect(database.query(ONE)).resolves.toEqual([{ one: 1 }]);
  });
});
