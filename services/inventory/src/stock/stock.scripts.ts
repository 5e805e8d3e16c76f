import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';

/** The scripts as commands. Each is one step for Redis: nothing is ever seen, or left by a crash, half done. */
export interface StockScripts {
  reserveStock(
    ...keysAndArgs: [
      initial: string,
      available: string,
      reserved: string,
      reservations: string,
      order: string,
      lines: string,
      newId: string,
    ]
  ): Promise<[outcome: string, id: string, repeated: number]>;
  releaseStock(
    ...keysAndArgs: [available: string, reserved: string, reservations: string, order: string, onlyId: string]
  ): Promise<number>;
  completeStock(
    ...keysAndArgs: [reserved: string, sold: string, reservations: string, ...orderAndReservation: string[]]
  ): Promise<number>;
  seedStock(
    ...keysAndArgs: [
      initial: string,
      available: string,
      reserved: string,
      ...skuAndPieces: (string | number)[],
    ]
  ): Promise<number>;
}

const lua = (name: string): string => readFileSync(join(__dirname, `${name}.lua`), 'utf8');

/** Teaches the client the scripts. It sends them by hash and again in full when Redis, restarted, knows them no more. */
export function defineStockScripts(redis: Redis): StockScripts {
  redis.defineCommand('reserveStock', { numberOfKeys: 4, lua: lua('reserve') });
  redis.defineCommand('releaseStock', { numberOfKeys: 3, lua: lua('release') });
  redis.defineCommand('completeStock', { numberOfKeys: 3, lua: lua('complete') });
  redis.defineCommand('seedStock', { numberOfKeys: 3, lua: lua('seed') });
  return redis as unknown as StockScripts;
}
