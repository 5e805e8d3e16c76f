import { REDIS_KEYS } from '@lab/contracts';
import { during } from '../src/faults/fault.ts';
import { pieceMissing } from '../src/faults/missing-piece.ts';
import { giveBackPiece, takePiece } from '../src/stores/missing-piece.ts';
import { Shop } from './support/shop.ts';
import { openTestStores, type TestStores } from './support/test-stores.ts';

let stores: TestStores;
let shop: Shop;
beforeAll(async () => {
  stores = await openTestStores();
  shop = new Shop(stores);
});
afterAll(() => stores.close());
beforeEach(() => shop.open());

const LIMITS = { activeWithinMs: 10_000 };
const all = () => stores.redis.hgetall(REDIS_KEYS.available);
/** What is in no place of the stock. */
const missing = async (): Promise<number> => {
  const hashes = [REDIS_KEYS.initial, REDIS_KEYS.available, REDIS_KEYS.reserved, REDIS_KEYS.sold];
  const sums = await Promise.all(
    hashes.map(async (hash) => (await stores.redis.hvals(hash)).reduce((sum, each) => sum + Number(each), 0)),
  );
  const [initial = 0, ...rest] = sums;
  return rest.reduce((left, pieces) => left - pieces, initial);
};

describe('a missing piece of stock', () => {
  it('is missing during the fault, and back afterwards, whatever was ordered meanwhile', async () => {
    const fault = pieceMissing(stores.urls);
    expect(await fault.isActive()).toBe(false);
    await during(fault, LIMITS, async () => {
      expect(await missing()).toBe(1);
      await shop.order('confirmed');
      expect(await missing()).toBe(1);
    });
    expect([await missing(), await fault.isActive()]).toEqual([0, false]);
    expect(await stores.redis.exists(REDIS_KEYS.missingPiece)).toBe(0);
  });

  it('is one of what there is most of, so that nothing runs out', async () => {
    await stores.redis.hincrby(REDIS_KEYS.available, 'LAMP-01', -999);
    await stores.redis.hincrby(REDIS_KEYS.reserved, 'LAMP-01', 999);
    await takePiece(stores.urls.redis);
    expect(await all()).toEqual({ 'LAMP-01': '1', 'MUG-01': '999' });
    await giveBackPiece(stores.urls.redis);
    expect(await all()).toEqual({ 'LAMP-01': '1', 'MUG-01': '1000' });
  });

  it('of a command that was killed is given back by the next one, once', async () => {
    await takePiece(stores.urls.redis);
    await takePiece(stores.urls.redis);
    expect(await missing()).toBe(1);
    expect(await giveBackPiece(stores.urls.redis)).toBe(true);
    expect(await giveBackPiece(stores.urls.redis)).toBe(false);
    expect(await missing()).toBe(0);
  });

  it('is refused by an empty stock', async () => {
    await stores.redis.del(REDIS_KEYS.available);
    await expect(takePiece(stores.urls.redis)).rejects.toThrow('redis: no piece is in stock');
  });
});
