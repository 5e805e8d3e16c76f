import { REDIS_KEYS } from '@lab/contracts';
import type { Redis } from 'ioredis';
import { EnvironmentError } from '../errors.ts';
import { reach } from './reach.ts';
import { openRedis } from './redis.ts';

const { initial, available, reserved, sold, missingPiece } = REDIS_KEYS;

// Each script changes the stock and its note of that at once: whatever kills the lab's command in between, exactly what was taken can
// be given back, however many pieces were ordered meanwhile.
const TAKE = `
  if redis.call('EXISTS', KEYS[2]) == 1 then return 1 end
  local most, sku = 0, nil
  local stock = redis.call('HGETALL', KEYS[1])
  for i = 1, #stock, 2 do
    if tonumber(stock[i + 1]) > most then most, sku = tonumber(stock[i + 1]), stock[i] end
  end
  if not sku then return 0 end
  redis.call('HINCRBY', KEYS[1], sku, -1)
  redis.call('SET', KEYS[2], sku)
  return 1`;
const GIVE_BACK = `
  local sku = redis.call('GET', KEYS[2])
  if not sku then return 0 end
  redis.call('HINCRBY', KEYS[1], sku, 1)
  redis.call('DEL', KEYS[2])
  return 1`;
const MISSING = `
  local sku = redis.call('GET', KEYS[5])
  if not sku then return 0 end
  local function pieces(key) return tonumber(redis.call('HGET', key, sku) or 0) end
  return pieces(KEYS[1]) - pieces(KEYS[2]) - pieces(KEYS[3]) - pieces(KEYS[4])`;

/** Takes a piece out of the stock of whatever there is most of, so that it is neither available nor reserved nor sold. */
export const takePiece = async (url: string): Promise<void> => {
  const taken = await run(url, 'take a piece of stock', (redis) =>
    redis.eval(TAKE, 2, available, missingPiece),
  );
  if (taken !== 1) throw new EnvironmentError('redis: no piece is in stock, so none can be taken');
};

/** Whether the stock is short of the piece that was taken, by its own numbers. */
export const isPieceMissing = async (url: string): Promise<boolean> =>
  Number(
    await run(url, 'read stock', (redis) =>
      redis.eval(MISSING, 5, initial, available, reserved, sold, missingPiece),
    ),
  ) > 0;

/** Gives back what was taken, by this command or an earlier one. False where nothing was. */
export const giveBackPiece = async (url: string): Promise<boolean> =>
  (await run(url, 'give back a piece of stock', (redis) =>
    redis.eval(GIVE_BACK, 2, available, missingPiece),
  )) === 1;

/** On a connection of its own: between taking and giving back lie minutes. */
const run = async (
  url: string,
  attempted: string,
  script: (redis: Redis) => Promise<unknown>,
): Promise<unknown> => {
  const redis = await openRedis(url);
  try {
    return await reach('redis', attempted, () => script(redis));
  } finally {
    redis.disconnect();
  }
};
