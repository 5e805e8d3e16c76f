import { type OrderLine, REDIS_KEYS } from '@lab/contracts';
import { inStoreSpan, refuseAbandoned, type StoreCall } from '@lab/instrumentation';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { INVENTORY_CONFIG, type InventoryConfig } from '../inventory.config';
import { attempt } from '../redis/redis.errors';
import { storeCalls } from '../redis/store-calls';
import { REDIS } from '../redis/redis.token';
import type { Product } from './products';
import { type Reservation, parseOutcome } from './stock';
import { type StockScripts, defineStockScripts } from './stock.scripts';

const { initial, available, reserved, reservations, closed } = REDIS_KEYS;

@Injectable()
export class StockRepository {
  private readonly scripts: StockScripts;
  private readonly closedTtlSeconds: number;
  private readonly calls: Record<'reserve' | 'release' | 'read', StoreCall>;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(INVENTORY_CONFIG) config: Pick<InventoryConfig, 'CLOSED_ORDER_TTL_SECONDS'>,
  ) {
    this.scripts = defineStockScripts(redis);
    this.closedTtlSeconds = config.CLOSED_ORDER_TTL_SECONDS;
    const callOf = storeCalls(redis.options);
    this.calls = {
      reserve: callOf('EVALSHA', 'reserve'),
      release: callOf('EVALSHA', 'release'),
      read: callOf('HGETALL', available),
    };
  }

  /** All lines or none, once per order; undefined when the store is empty, so that nothing can be said. */
  async reserve(orderId: string, lines: readonly OrderLine[]): Promise<Reservation | undefined> {
    const [outcome, repeated] = await attempt(`reserve stock of order ${orderId}`, () =>
      inStoreSpan(this.calls.reserve, () =>
        this.scripts.reserveStock(
          initial,
          available,
          reserved,
          reservations,
          closed(orderId),
          orderId,
          JSON.stringify(lines),
          this.closedTtlSeconds,
        ),
      ),
    );
    return outcome === 'unseeded' ? undefined : parseOutcome(outcome, repeated === 1);
  }

  /** True when there was a reservation to release. Either way the order cannot get one any more. */
  async release(orderId: string): Promise<boolean> {
    const released = await attempt(`release stock of order ${orderId}`, () =>
      inStoreSpan(this.calls.release, () =>
        this.scripts.releaseStock(
          available,
          reserved,
          reservations,
          closed(orderId),
          orderId,
          this.closedTtlSeconds,
        ),
      ),
    );
    return released === 1;
  }

  /** Gives SKUs that have none their initial stock; answers how many those were. */
  seed(products: readonly Product[]): Promise<number> {
    const pairs = products.flatMap(({ sku, stock }) => [sku, stock]);
    return attempt('seed stock', () => this.scripts.seedStock(initial, available, reserved, ...pairs));
  }

  /** SKU → pieces that can be reserved. */
  async available(): Promise<Record<string, string>> {
    refuseAbandoned();
    return attempt('read stock', () => inStoreSpan(this.calls.read, () => this.redis.hgetall(available)));
  }
}
