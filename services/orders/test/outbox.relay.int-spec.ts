import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, until } from '@lab/testing';
import { orderCancelled } from '../src/order/order.messages';
import { OrderRepository } from '../src/order/order.repository';
import type { OutboxMetrics } from '../src/outbox/outbox.metrics';
import { OutboxRelay } from '../src/outbox/outbox.relay';
import { OutboxRepository } from '../src/outbox/outbox.repository';
import { acceptOrder } from './support/orders';
import { RecordingPublisher, brokerAway } from './support/recording-publisher';
import { TestPostgres } from './support/test-stores';

const UNSENT = 'SELECT count(*)::int AS count FROM outbox';
const noMetrics = { relayedBatch: () => undefined, sampled: () => undefined } as unknown as OutboxMetrics;

describe('OutboxRelay on Postgres', () => {
  let postgres: TestPostgres;
  let orders: OrderRepository;
  let relays: OutboxRelay[];

  beforeEach(async () => {
    postgres = await TestPostgres.migrated();
    const database = postgres.database();
    orders = new OrderRepository(database, database);
    relays = [];
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.onModuleDestroy()));
    await postgres.drop();
  });

  /** A relay with connections of its own, as in a process of its own. */
  const relayOf = (
    publisher: RecordingPublisher,
    name: string,
    config: { batch?: number; pollMs?: number } = {},
  ) => {
    const outbox = new OutboxRepository(postgres.database(name, 2));
    const settings = {
      OUTBOX_BATCH_SIZE: config.batch ?? 10,
      OUTBOX_LINGER_MS: 0,
      OUTBOX_POLL_MS: config.pollMs ?? 20,
    };
    return new OutboxRelay(outbox, publisher.asPublisher, noMetrics, settings);
  };

  const start = (relay: OutboxRelay): OutboxRelay => {
    relays.push(relay);
    relay.onApplicationBootstrap();
    return relay;
  };

  const untilUnsent = (count: number): Promise<void> =>
    eventually(
      `${count} messages are left`,
      async () => expect(await postgres.rows(UNSENT)).toEqual([{ count }]),
      { withinMs: 20_000 },
    );

  it('keeps the events of each order in order, and sends each once, with two processes and failing publishes', async () => {
    const publisher = new RecordingPublisher(async () => {
      await sleep(Math.random() * 5);
      if (Math.random() < 0.05) throw new Error('refused by chance');
    });
    const ids: string[] = [];
    const placeAndCancel = async (): Promise<void> => {
      const { id } = await acceptOrder(orders);
      ids.push(id);
      await orders.cancel(id, orderCancelled(id));
    };
    for (let index = 0; index < 50; index += 1) await placeAndCancel();

    start(relayOf(publisher, 'relay-a'));
    start(relayOf(publisher, 'relay-b'));
    for (let index = 0; index < 100; index += 1) await placeAndCancel(); // and meanwhile
    await untilUnsent(0);

    for (const id of ids)
      expect(publisher.namesOf(id)).toEqual(['orders.order-placed', 'orders.order-cancelled']);
  });

  it('lets two processes send at the same time', async () => {
    const bothAreSending = Promise.withResolvers<undefined>();
    let sending = 0;
    const publisher = new RecordingPublisher(() => {
      sending += 1;
      if (sending === 20) bothAreSending.resolve(undefined);
      return bothAreSending.promise; // ten each: were one to wait for the other's rows, neither would go on
    });
    for (let index = 0; index < 20; index += 1) await acceptOrder(orders);

    await Promise.all(['relay-a', 'relay-b'].map((name) => relayOf(publisher, name).relayBatch()));

    expect(publisher.confirmed).toHaveLength(20);
  });

  it('sends again, and loses nothing, when the process dies after the publish and before the commit', async () => {
    const placed = await Promise.all(Array.from({ length: 10 }, () => acceptOrder(orders)));
    const beforeCrash = new RecordingPublisher();
    const crash = new RecordingPublisher(async (envelope) => {
      await beforeCrash.send(envelope); // the broker has it
      if (beforeCrash.confirmed.length === 10) await postgres.killSessions('relay-a');
    });

    await expect(relayOf(crash, 'relay-a').relayBatch()).rejects.toMatchObject({ kind: 'unavailable' });
    await untilUnsent(10);
    const afterwards = new RecordingPublisher();
    await relayOf(afterwards, 'relay-b').relayBatch();

    await untilUnsent(0);
    const ids = placed.map(({ id }) => id).sort();
    for (const { confirmed } of [beforeCrash, afterwards]) {
      expect(confirmed.map(({ body }) => (body as { orderId: string }).orderId).sort()).toEqual(ids);
    }
    // the same message id both times: that is how a consumer knows it again
    expect(afterwards.confirmed.map(({ id }) => id).sort()).toEqual(
      beforeCrash.confirmed.map(({ id }) => id).sort(),
    );
  });

  it('goes on by itself after its connection was cut', async () => {
    const publisher = new RecordingPublisher();
    start(relayOf(publisher, 'relay-a'));
    await acceptOrder(orders);
    await untilUnsent(0);

    expect(await postgres.killSessions('relay-a')).toBeGreaterThan(0);
    await acceptOrder(orders);

    await untilUnsent(0);
  });

  it('is not held up by more unpublishable messages than fit a batch', async () => {
    const bad = await Promise.all(Array.from({ length: 15 }, () => acceptOrder(orders)));
    await postgres.rows(`UPDATE outbox SET envelope = '{"name": "broken"}'`);
    const good = await Promise.all(Array.from({ length: 30 }, () => acceptOrder(orders)));
    const publisher = new RecordingPublisher(({ name }) => {
      if (name === 'broken') throw new TypeError('cannot be published');
    });

    start(relayOf(publisher, 'relay-a'));
    await untilUnsent(bad.length);

    expect(publisher.confirmed).toHaveLength(good.length);
    expect(
      await postgres.rows(
        'SELECT DISTINCT attempts > 0 AS tried, retry_at > created_at AS later FROM outbox',
      ),
    ).toEqual([{ tried: true, later: true }]);
  });

  it('parks for good, with the reason, what no broker will ever take', async () => {
    const { id } = await acceptOrder(orders);
    await orders.cancel(id, orderCancelled(id));
    await postgres.rows(`UPDATE outbox SET attempts = 4 WHERE envelope->>'name' = 'orders.order-placed'`);
    const publisher = new RecordingPublisher(({ name }) => {
      if (name === 'orders.order-placed') throw new TypeError('cannot be published');
    });

    start(relayOf(publisher, 'relay-a'));
    await untilUnsent(0);

    expect(publisher.namesOf(id)).toEqual(['orders.order-cancelled']); // the parked one is in nobody's way
    const parked = await postgres.rows(
      `SELECT order_id, envelope->>'name' AS name, attempts, reason, detail FROM outbox_parked`,
    );
    const name = 'orders.order-placed';
    expect(parked).toEqual([
      { order_id: id, name, attempts: 5, reason: 'unpublishable', detail: 'cannot be published' },
    ]);
    const outbox = new OutboxRepository(postgres.database('backlog', 1));
    await expect(outbox.backlog()).resolves.toMatchObject({ pending: 0, parked: 1 });
  });

  it('holds the later event of an order back while the earlier one cannot be sent', async () => {
    const { id } = await acceptOrder(orders);
    await orders.cancel(id, orderCancelled(id));
    const other = await acceptOrder(orders);
    let isRefused = true;
    const publisher = new RecordingPublisher(({ body }) => {
      if (isRefused && (body as { orderId: string }).orderId === id) throw new Error('refused');
    });

    start(relayOf(publisher, 'relay-a'));
    await untilUnsent(2);
    expect(publisher.namesOf(other.id)).toEqual(['orders.order-placed']);
    expect(publisher.namesOf(id)).toEqual([]);
    isRefused = false;

    await untilUnsent(0);
    expect(publisher.namesOf(id)).toEqual(['orders.order-placed', 'orders.order-cancelled']);
  });

  it('blames no message while the broker is away, and sends all when it is back', async () => {
    await Promise.all(Array.from({ length: 5 }, () => acceptOrder(orders)));
    let sent = 0;
    const publisher = new RecordingPublisher(() => {
      sent += 1;
      brokerAway();
    });
    start(relayOf(publisher, 'relay-a'));
    await until('a second batch', () => sent > 5); // the first one is over by then

    expect(await postgres.rows('SELECT DISTINCT attempts FROM outbox')).toEqual([{ attempts: 0 }]);
    publisher.onSend = () => undefined;

    await untilUnsent(0);
    expect(publisher.confirmed).toHaveLength(5);
  });

  it('sends at once when woken, without waiting for its poll', async () => {
    const publisher = new RecordingPublisher(() => undefined);
    const relay = start(relayOf(publisher, 'relay-a', { pollMs: 60_000 }));
    await sleep(100); // it has found nothing, and sleeps
    await acceptOrder(orders);

    relay.wake();

    await untilUnsent(0);
  });

  it('sends both events of an order that was cancelled at once, without waiting for its poll', async () => {
    const { id } = await acceptOrder(orders);
    await orders.cancel(id, orderCancelled(id));
    const publisher = new RecordingPublisher(() => undefined);

    start(relayOf(publisher, 'relay-a', { pollMs: 60_000 }));

    await untilUnsent(0);
    expect(publisher.namesOf(id)).toEqual(['orders.order-placed', 'orders.order-cancelled']);
  });

  it('finishes its batch, and what was committed meanwhile, before it stops', async () => {
    const publisher = new RecordingPublisher(() => sleep(100));
    await acceptOrder(orders);
    const relay = start(relayOf(publisher, 'relay-a', { pollMs: 60_000 }));
    await sleep(50);
    await acceptOrder(orders);

    await relay.onModuleDestroy();

    expect(publisher.confirmed).toHaveLength(2);
    await untilUnsent(0);
  });

  it('reports how many messages wait, and for how long', async () => {
    const outbox = new OutboxRepository(postgres.database('backlog', 1));
    await expect(outbox.backlog()).resolves.toEqual({ pending: 0, parked: 0, oldestAgeSeconds: 0 });
    await acceptOrder(orders);
    await postgres.rows(`UPDATE outbox SET created_at = now() - interval '1 minute'`);
    await acceptOrder(orders);

    const { pending, oldestAgeSeconds } = await outbox.backlog();

    expect(pending).toBe(2);
    expect(oldestAgeSeconds).toBeGreaterThanOrEqual(60);
    expect(oldestAgeSeconds).toBeLessThan(90);
  });
});
