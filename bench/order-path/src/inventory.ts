import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrderPlaced, QUEUES, REDIS_KEYS, StockRejected, StockReserved } from '@lab/contracts';
import fastify from 'fastify';
import { Redis } from 'ioredis';
import { consume, type Message, openBroker, publish } from './broker.ts';
import { listenAddress, required } from './settings.ts';

const STOCK = join(import.meta.dirname, '../../../services/inventory/src/stock');

interface Product {
  readonly sku: string;
  readonly name: string;
  readonly priceCents: number;
  readonly stock: number;
}

// The lab's own script: what is compared is everything around it.
const redis = new Redis(required('REDIS_URL'), {
  scripts: { reserveStock: { numberOfKeys: 4, lua: readFileSync(join(STOCK, 'reserve.lua'), 'utf8') } },
}) as Redis & { reserveStock(...args: string[]): Promise<[outcome: string, id: string]> };

const catalog = JSON.parse(readFileSync(join(STOCK, 'catalog.json'), 'utf8')) as Product[];
for (const { sku, stock } of catalog) {
  if ((await redis.hsetnx(REDIS_KEYS.initial, sku, stock)) === 0) continue;
  await redis.hset(REDIS_KEYS.available, sku, stock);
  await redis.hset(REDIS_KEYS.reserved, sku, 0);
}

const channel = await openBroker(required('RABBITMQ_URL'));

const answerTo = (orderId: string, outcome: string, reservationId: string): Message => {
  const [what, reason, sku] = outcome.split(':');
  const contract = what === 'reserved' ? StockReserved : StockRejected;
  return {
    id: reservationId || randomUUID(),
    name: contract.name,
    version: contract.version,
    time: new Date().toISOString(),
    body: what === 'reserved' ? { orderId } : { orderId, reason, sku },
  };
};

await consume(channel, QUEUES.inventoryOrders.name, async ({ name, body }) => {
  if (name !== OrderPlaced.name) throw new Error(`${name} is not handled here`);
  const orderId = String(body['orderId']);
  const { initial, available, reserved, reservations } = REDIS_KEYS;
  const keys = [initial, available, reserved, reservations];
  const lines = JSON.stringify(body['lines']);
  const [outcome, id] = await redis.reserveStock(...keys, orderId, lines, randomUUID());
  await publish(channel, answerTo(orderId, outcome, id));
});

const app = fastify();
app.get('/health/ready', () => ({ status: 'ok' }));
app.get('/stock', async () => {
  const left = await redis.hgetall(REDIS_KEYS.available);
  const items = catalog.map(({ sku, name, priceCents }) => ({
    sku,
    name,
    priceCents,
    available: Number(left[sku]),
  }));
  return { items };
});
await app.listen(listenAddress());
