import { randomUUID } from 'node:crypto';
import { type OrderLine, type OrdersCompleted, REDIS_KEYS, type StockRoom } from '@lab/contracts';
import { inStoreSpan, refuseAbandoned, type StoreCall } from '@lab/instrumentation';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { attempt } from '../redis/redis.errors';
import { storeCalls } from '../redis/store-calls';
import { REDIS } from '../redis/redis.token';
import type { Product } from './products';
import { roomOf } from './room';
import { type Reservation, parseOutcome } from './stock';
import { type StockScripts, defineStockScripts } from './stock.scripts';

const { initial, available, reserved, sold, reservations, lock } = REDIS_KEYS;

@Injectable()
export class StockRepository {
  private readonly scripts: StockScripts;
  private readonly calls: Record<'reserve' | 'release' | 'complete' | 'read' | 'lock', StoreCall>;

  constructor(@Inject(REDIS) private readonly redis: Redis) {
    this.scripts = defineStockScripts(redis);
    const callOf = storeCalls(redis.options);
    this.calls = {
      reserve: callOf('EVALSHA', 'reserve'),
      release: callOf('EVALSHA', 'release'),
      complete: callOf('EVALSHA', 'complete'),
      read: callOf('HGETALL', available),
      lock: callOf('SET', lock),
    };
  }

  /** All lines or none; undefined when the store is empty, so that nothing can be said. */
  async reserve(orderId: string, lines: readonly OrderLine[]): Promise<Reservation | undefined> {
    const keys = [initial, available, reserved, reservations] as const;
    const [outcome, id, repeated] = await attempt(`reserve stock of order ${orderId}`, () =>
      inStoreSpan(this.calls.reserve, () =>
        this.scripts.reserveStock(...keys, orderId, JSON.stringify(lines), randomUUID()),
      ),
    );
    return outcome === 'unseeded' ? undefined : parseOutcome(outcome, id, repeated === 1);
  }

  /** Takes the lock of a SKU for so long; false while somebody has it. */
  async lock(sku: string, leaseMs: number): Promise<boolean> {
    const taken = await attempt(`lock ${sku}`, () =>
      inStoreSpan(this.calls.lock, () => this.redis.set(`${lock}:${sku}`, '', 'PX', leaseMs, 'NX')),
    );
    return taken !== null;
  }

  /** Releases the order's reservation, or only the one with this id; true when there was one. */
  async release(orderId: string, reservationId = ''): Promise<boolean> {
    const released = await attempt(`release stock of order ${orderId}`, () =>
      inStoreSpan(this.calls.release, () =>
        this.scripts.releaseStock(available, reserved, reservations, orderId, reservationId),
      ),
    );
    return released === 1;
  }

  /** The reserved pieces become sold ones; answers for how many orders, those done before not counted. */
  complete(orders: OrdersCompleted['orders']): Promise<number> {
    const pairs = orders.flatMap(({ orderId, reservationId }) => [orderId, reservationId]);
    return attempt(`complete ${orders.length} reservations`, () =>
      inStoreSpan(this.calls.complete, () =>
        this.scripts.completeStock(reserved, sold, reservations, ...pairs),
      ),
    );
  }

  /** Gives SKUs that have none their initial stock; answers how many those were. */
  seed(products: readonly Product[]): Promise<number> {
    const pairs = products.flatMap(({ sku, stock }) => [sku, stock]);
    return attempt('seed stock', () => this.scripts.seedStock(initial, available, reserved, ...pairs));
  }

  /** Whether the store holds any stock. Reads only. */
  async isSeeded(): Promise<boolean> {
    return (await attempt('look for stock', () => this.redis.exists(initial))) === 1;
  }

  /** How much more the store can hold. */
  async room(): Promise<StockRoom> {
    return roomOf(await attempt('read memory', () => this.redis.info('memory')));
  }

  /** SKU → pieces that can be reserved. */
  async available(): Promise<Record<string, string>> {
    refuseAbandoned();
    return attempt('read stock', () => inStoreSpan(this.calls.read, () => this.redis.hgetall(available)));
  }
}
