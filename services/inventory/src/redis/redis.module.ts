import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { createRedis, type RedisSettings } from './redis.client';
import { commandsInFlight } from './redis.metrics';
import { REDIS } from './redis.token';

/** The one connection to Redis. It closes after messaging has drained: handlers under way still need it. */
@Module({})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  static forRoot(settings: RedisSettings): DynamicModule {
    let redis: Redis | undefined;
    return {
      module: RedisModule,
      global: true,
      providers: [
        { provide: REDIS, useFactory: () => (redis = createRedis(settings)) },
        commandsInFlight(() => redis?.commandQueue.length ?? 0),
      ],
      exports: [REDIS],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.redis.quit().catch(() => this.redis.disconnect());
  }
}
