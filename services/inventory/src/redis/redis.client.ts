import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

export interface RedisSettings {
  readonly url: string;
  readonly commandTimeoutMs: number;
}

const RECONNECT_STEP_MS = 100;
const RECONNECT_CAP_MS = 1000;

/**
 * A client that connects in the background and never gives up; its commands fail soon instead. The queue for
 * what cannot be done now is RabbitMQ's, which survives this process; a second one in memory would only age.
 */
export function createRedis({ url, commandTimeoutMs }: RedisSettings): Redis {
  const redis = new Redis(url, {
    connectTimeout: commandTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // A peer that vanished silently: drop the socket and reconnect.
    socketTimeout: commandTimeoutMs * 3,
    enableOfflineQueue: false,
    // A lost connection fails what was under way at once. Doing it again is safe: every script is idempotent.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(times * RECONNECT_STEP_MS, RECONNECT_CAP_MS),
  });
  logChanges(redis);
  return redis;
}

/** One line when the connection is lost and one when it is back, not one per attempt. */
function logChanges(redis: Redis): void {
  const logger = new Logger('Redis');
  let isDown = false;
  redis.on('error', (error: Error) => {
    if (!isDown) logger.warn({ msg: 'redis is unreachable, reconnecting', error: error.message });
    isDown = true;
  });
  redis.on('reconnecting', () => {
    if (!isDown) logger.warn({ msg: 'redis connection lost, reconnecting' });
    isDown = true;
  });
  redis.on('ready', () => {
    logger.log({ msg: 'redis connected' });
    isDown = false;
  });
}
