import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QUEUES, REDIS_KEYS } from '@lab/contracts';
import { eventually } from '@lab/testing';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { within } from '../support/polling.ts';
import { besideLab, type Lab, UP_TIMEOUT_MS } from '../support/lab.ts';
import { Shop, TWO_LAMPS } from '../support/shop.ts';

let lab: Lab;
let shop: Shop;
let postgres: Client;
let redis: Redis;

/** A confirmed order, through the public API. */
const confirmedOrder = async (): Promise<string> => {
  const { body } = await shop.place({ customerId: 'c-audit', lines: TWO_LAMPS });
  expect((await shop.settled(body.id)).status).toBe('confirmed');
  return body.id;
};

beforeAll(async () => {
  lab = await besideLab();
  shop = new Shop(lab);
  postgres = new Client({ connectionString: lab.storeUrl('postgres') });
  await postgres.connect();
  redis = new Redis(lab.storeUrl('redis'));
  await confirmedOrder(); // of a lab without an order the audit says nothing
}, UP_TIMEOUT_MS);

afterAll(async () => {
  await postgres.end();
  await redis.quit();
});

/** RabbitMQ says up to 5 s late what consumers hold: a message of the order before would count as one of the test's. */
const SETTLE = '6s';

const audit = async (...args: string[]): Promise<{ code: number | null; broken: [string, string][] }> => {
  const { code, stdout, stderr } = await lab.run(['audit', '--json', '--settle', SETTLE, ...args]);
  if (code !== 0 && code !== 1) throw new Error(`lab audit answered ${code}: ${stderr}`);
  const { violations } = JSON.parse(stdout) as { violations: { rule: string; subject: string }[] };
  return { code, broken: violations.map(({ rule, subject }) => [rule, subject]) };
};

describe('the audit of a running lab refuses', () => {
  // What is broken on purpose is mended again: other tests audit the same lab.
  afterEach(async () => expect(await audit()).toEqual({ code: 0, broken: [] }));

  it('an order whose outbox row was deleted before it was sent', async () => {
    const id = randomUUID();
    // As orders leaves it when the row is lost: accepted, pending, and nothing on its way.
    await postgres.query(
      `INSERT INTO orders (id, idempotency_key, customer_id, lines, created_at) VALUES ($1, $2, 'c-audit', $3, now())`,
      [id, randomUUID(), JSON.stringify(TWO_LAMPS)],
    );
    try {
      expect(await audit()).toEqual({ code: 1, broken: [['not_settled', id]] });
    } finally {
      await postgres.query('DELETE FROM orders WHERE id = $1', [id]);
    }
  });

  it('a reservation that was doubled', async () => {
    const id = await confirmedOrder();
    const reservation = (await redis.hget(REDIS_KEYS.reservations, id)) ?? '';
    const lines = TWO_LAMPS.map(({ sku, quantity }) => ({ sku, quantity: quantity * 2 }));
    const doubled = JSON.stringify({ ...(JSON.parse(reservation) as object), lines });
    await redis.hset(REDIS_KEYS.reservations, id, doubled);
    try {
      const broken = [
        ['reservation_differs', id],
        ['stock_not_explained', 'LAMP-01'],
      ];
      expect(await audit()).toEqual({ code: 1, broken });
    } finally {
      await redis.hset(REDIS_KEYS.reservations, id, reservation);
    }
  });

  it('a reservation that was lost', async () => {
    const id = await confirmedOrder();
    const reservation = (await redis.hget(REDIS_KEYS.reservations, id)) ?? '';
    await redis.hdel(REDIS_KEYS.reservations, id);
    try {
      const broken = [
        ['reservation_missing', id],
        ['stock_not_explained', 'LAMP-01'],
      ];
      expect(await audit()).toEqual({ code: 1, broken });
    } finally {
      await redis.hset(REDIS_KEYS.reservations, id, reservation);
    }
  });

  it('a completed order whose reservation stayed, so that its pieces were not sold', async () => {
    const id = await confirmedOrder();
    await postgres.query('UPDATE orders SET completed_at = now() WHERE id = $1', [id]);
    try {
      const broken = [
        ['reservation_unexpected', id],
        ['sold_not_explained', 'LAMP-01'],
      ];
      expect(await audit()).toEqual({ code: 1, broken });
    } finally {
      await postgres.query('UPDATE orders SET completed_at = NULL WHERE id = $1', [id]);
    }
  });

  it('pieces that were sold by hand', async () => {
    await redis.hincrby(REDIS_KEYS.available, 'LAMP-03', -1);
    await redis.hincrby(REDIS_KEYS.sold, 'LAMP-03', 1);
    try {
      expect(await audit()).toEqual({ code: 1, broken: [['sold_not_explained', 'LAMP-03']] });
    } finally {
      await redis.hincrby(REDIS_KEYS.available, 'LAMP-03', 1);
      await redis.hincrby(REDIS_KEYS.sold, 'LAMP-03', -1);
    }
  });

  it('a confirmed order that vanished from Postgres, although its client holds a 202', async () => {
    const id = await confirmedOrder();
    const { rows } = await postgres.query<{ row: string }>(
      'DELETE FROM orders WHERE id = $1 RETURNING to_jsonb(orders) AS row',
      [id],
    );
    const file = join(lab.stateDir, 'promised.txt');
    await writeFile(file, `${id}\n`);
    try {
      const broken = [
        ['promised_missing', id],
        ['reservation_orphaned', id],
      ];
      expect(await audit('--accepted', file)).toEqual({ code: 1, broken });
    } finally {
      await postgres.query('INSERT INTO orders SELECT * FROM jsonb_populate_record(NULL::orders, $1)', [
        rows[0]?.row,
      ]);
    }
  });

  it('stock that changed by hand', async () => {
    await redis.hincrby(REDIS_KEYS.available, 'LAMP-02', -1);
    try {
      expect(await audit()).toEqual({ code: 1, broken: [['stock_not_conserved', 'LAMP-02']] });
    } finally {
      await redis.hincrby(REDIS_KEYS.available, 'LAMP-02', 1);
    }
  });
});

describe('the audit of a running lab holds', () => {
  it('after an order was waited for and cancelled by its id in capitals', async () => {
    const { body } = await shop.place({ customerId: 'c-audit', lines: TWO_LAMPS });
    const spelled = body.id.toUpperCase();
    expect(await shop.settled(spelled)).toMatchObject({ id: body.id, status: 'confirmed' });
    expect((await shop.cancel(spelled)).body).toMatchObject({ id: body.id, status: 'cancelled' });
    await eventually(
      'the stock is released',
      async () => expect(await redis.hexists(REDIS_KEYS.reservations, body.id)).toBe(0),
      within(10_000),
    );
    expect(await audit()).toEqual({ code: 0, broken: [] });
  });

  it('when orders complete, their pieces are sold, and their reservations are gone', async () => {
    const ids = [await confirmedOrder(), await confirmedOrder()];
    // As if they had been confirmed an hour ago: the next sweep of orders finds them.
    await postgres.query(`UPDATE orders SET settled_at = now() - interval '1 hour' WHERE id = ANY ($1)`, [
      ids,
    ]);
    await eventually(
      'they are completed',
      async () => {
        expect((await redis.hmget(REDIS_KEYS.reservations, ...ids)).filter(Boolean)).toEqual([]);
      },
      within(60_000),
    );
    const { rows } = await postgres.query(
      'SELECT id FROM orders WHERE id = ANY ($1) AND completed_at IS NOT NULL',
      [ids],
    );
    expect(rows).toHaveLength(2);
    expect(await audit()).toEqual({ code: 0, broken: [] });
  });
});

describe('parked messages of a running lab', () => {
  it('hold what no consumer can read, say why, and are dropped by id', async () => {
    const queue = QUEUES.inventoryOrders.name;
    const [dropped, kept]: [string, string] = [randomUUID(), randomUUID()];
    for (const id of [dropped, kept]) await publish(queue, id, '{"truncated":');
    const found = await eventually(
      'both are parked',
      async () => {
        const messages = (await parked()).filter(({ id }) => [dropped, kept].includes(id));
        expect(messages).toHaveLength(2);
        return messages;
      },
      within(30_000),
    );
    for (const message of found)
      expect(message).toMatchObject({ queue: `${queue}.parked`, reason: 'undecodable' });
    // Rubbish from a stranger belongs to no order: it is explained, and the audit holds.
    expect(await audit()).toEqual({ code: 0, broken: [] });
    await lab.ok(['parked', 'drop', '--id', dropped.toUpperCase()]);
    const left = (await parked()).map(({ id }) => id);
    expect(left).toContain(kept);
    expect(left).not.toContain(dropped);
    await lab.ok(['parked', 'drop', '--id', kept]);
  });
});

interface Parked {
  readonly id: string;
  readonly queue: string;
  readonly reason: string;
}

const parked = async (): Promise<readonly Parked[]> =>
  (JSON.parse(await lab.ok(['parked', 'list', '--json'])) as { messages: readonly Parked[] }).messages;

const publish = async (queue: string, messageId: string, content: string): Promise<void> => {
  const connection = await connect(lab.storeUrl('rabbitmq'));
  const channel = await connection.createConfirmChannel();
  channel.sendToQueue(queue, Buffer.from(content), { persistent: true, messageId });
  await channel.waitForConfirms();
  await connection.close();
};
