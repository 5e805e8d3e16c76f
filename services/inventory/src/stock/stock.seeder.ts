import { Unavailable } from '@lab/contracts';
import { PeriodicTask } from '@lab/instrumentation';
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
  private readonly looking = new PeriodicTask(() => this.look());
  private isDue = true;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly stock: StockService,
  ) {}

  onApplicationBootstrap(): void {
    this.redis.on('ready', this.seedSoon);
    this.looking.start(INTERVAL_MS);
    void this.looking.run();
  }

  onModuleDestroy(): void {
    this.looking.stop();
    this.redis.off('ready', this.seedSoon);
  }

  private readonly seedSoon = (): void => {
    this.isDue = true;
    void this.looking.run();
  };

  private async look(): Promise<void> {
    try {
      if (!this.isDue && (await this.stock.isSeeded())) return;
      this.isDue = false; // before seeding: a reconnect meanwhile makes it due again
      await this.stock.seed();
    } catch (error) {
      this.isDue = true;
      // Redis away is what the readiness probe reports.
      if (!(error instanceof Unavailable)) this.logger.error({ msg: 'stock not seeded', err: error });
    }
  }
}
