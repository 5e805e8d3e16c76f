import { Unavailable } from '@lab/contracts';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../redis/redis.token';
import { StockService } from './stock.service';

const INTERVAL_MS = 1_000;

/**
 * Seeds the stock at the start and after each reconnect (it may be another Redis, or one with an older file), and when the
 * store turns out to be empty. Not the readiness probe: a probe that writes fails where nothing can be written.
 */
@Injectable()
export class StockSeeder implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StockSeeder.name);
  private timer: NodeJS.Timeout | undefined;
  private isDue = true;
  private isLooking = false;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly stock: StockService,
  ) {}

  onApplicationBootstrap(): void {
    this.redis.on('ready', this.seedSoon);
    this.timer = setInterval(() => void this.look(), INTERVAL_MS);
    void this.look();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.redis.off('ready', this.seedSoon);
  }

  private readonly seedSoon = (): void => {
    this.isDue = true;
    void this.look();
  };

  async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      if (!this.isDue && (await this.stock.isSeeded())) return;
      this.isDue = false; // before seeding: a reconnect meanwhile makes it due again
      await this.stock.seed();
    } catch (error) {
      this.isDue = true;
      // Redis away is what the readiness probe reports.
      if (!(error instanceof Unavailable)) this.logger.error({ msg: 'stock not seeded', err: error });
    } finally {
      this.isLooking = false;
    }
  }
}
