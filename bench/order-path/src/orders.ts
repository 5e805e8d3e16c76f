import { createHash, randomUUID } from 'node:crypto';
import { OrderPlaced, QUEUES, StockReserved } from '@lab/contracts';
import fastify from 'fastify';
import { consume, type Message, openBroker } from './broker.ts';
import { ACCEPT, FIND_BY_KEY, openPool, type OrderRow, SETTLE } from './order-store.ts';
import { Relay } from './relay.ts';
import { listenAddress, required } from './settings.ts';

interface PlaceOrder {
  readonly customerId: string;
  readonly lines: readonly { sku: string; quantity: number }[];
}

const pool = await openPool(required('POSTGRES_URL'));
const channel = await openBroker(required('RABBITMQ_URL'));
const relay = new Relay(pool, channel);
const app = fastify();

const hashOf = (lines: unknown): string => createHash('sha256').update(JSON.stringify(lines)).digest('hex');

app.get('/health/ready', () => ({ status: 'ok' }));

app.post('/orders', async (incoming, reply) => {
  const { customerId, lines } = incoming.body as PlaceOrder;
  const key = String(incoming.headers['idempotency-key']);
  const id = randomUUID();
  const createdAt = new Date();
  const envelope: Message = {
    id: randomUUID(),
    name: OrderPlaced.name,
    version: OrderPlaced.version,
    time: createdAt.toISOString(),
    body: { orderId: id, customerId, lines },
  };
  const values = [id, key, customerId, JSON.stringify(lines), createdAt, JSON.stringify(envelope)];
  const { rowCount } = await pool.query({ ...ACCEPT, values });
  if (rowCount === 1) {
    relay.wake();
    return reply.code(202).send({ id, status: 'pending', customerId, lines, createdAt });
  }
  const { rows } = await pool.query<OrderRow>({ ...FIND_BY_KEY, values: [key] });
  const [known] = rows;
  if (!known || hashOf(known.lines) !== hashOf(lines)) return reply.code(422).send({ code: 'key_reused' });
  return reply
    .code(202)
    .send({ id: known.id, status: known.status, customerId, lines, createdAt: known.created_at });
});

await consume(channel, QUEUES.ordersStock.name, async ({ id, name, body }) => {
  const isReserved = name === StockReserved.name;
  const values = [
    body['orderId'],
    isReserved ? 'confirmed' : 'rejected',
    isReserved ? null : body['reason'],
    id,
  ];
  await pool.query({ ...SETTLE, values });
});

await app.listen(listenAddress());
