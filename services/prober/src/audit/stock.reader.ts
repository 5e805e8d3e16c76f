import { REDIS_KEYS } from '@lab/contracts';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { PROBER_CONFIG, type ProberConfig } from '../prober.config';
import type { Stock } from './rules';

const COMMAND_MS = 3_000;
const RECONNECT_MS = 1_000;

/** Inventory's keys in Redis, past the inventory service; it only reads. */
@Injectable()
export class StockReader implements OnApplicationShutdown {
  private readonly redis: Redis;

  constructor(@Inject(PROBER_CONFIG) { REDIS_URL }: Pick<ProberConfig, 'REDIS_URL'>) {
    this.redis = new Redis(REDIS_URL, {
      connectTimeout: COMMAND_MS,
      commandTimeout: COMMAND_MS,
      // A command that waits would be answered from another moment than the one that was asked about.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => RECONNECT_MS,
    });
    // The command that fails says so; without a listener ioredis prints what it cannot reach.
    this.redis.on('error', () => undefined);
  }

  /** Every SKU, as of one moment. */
  async stock(): Promise<Stock[]> {
    const { initial, available, reserved, sold } = REDIS_KEYS;
    const answers = await this.redis
      .multi()
      .hgetall(initial)
      .hgetall(available)
      .hgetall(reserved)
      .hgetall(sold)
      .exec();
    const [ofInitial = {}, ofAvailable = {}, ofReserved = {}, ofSold = {}] = (answers ?? []).map(
      ([error, pieces]) => {
        if (error !== null) throw error;
        return pieces as Record<string, string>;
      },
    );
    const skus = new Set(
      [ofInitial, ofAvailable, ofReserved, ofSold].flatMap((pieces) => Object.keys(pieces)),
    );
    return [...skus].map((sku) => ({
      sku,
      initial: Number(ofInitial[sku] ?? 0),
      available: Number(ofAvailable[sku] ?? 0),
      reserved: Number(ofReserved[sku] ?? 0),
      sold: Number(ofSold[sku] ?? 0),
    }));
  }

  /** Which of these orders have no reservation. */
  async withoutReservation(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const found = await this.redis.hmget(REDIS_KEYS.reservations, ...ids);
    return ids.filter((_, index) => found[index] === null);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
