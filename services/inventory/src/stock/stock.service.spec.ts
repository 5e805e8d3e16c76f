import { Unavailable } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import type { Reservation } from './stock';
import type { StockRepository } from './stock.repository';
import { StockService } from './stock.service';

const ORDER = '0b6f6a36-6a3c-4a7e-9f0e-0d6f0a3c1b11';
const LINES = [{ sku: 'LAMP-01', quantity: 2 }];
const PRODUCTS = [{ sku: 'LAMP-01', name: 'Lamp', priceCents: 4900, stock: 10 }];
const ID = '2f0c8a52-7d2a-4f0b-8a3e-5f4e1a9b7c21';
const RESERVED: Reservation = { outcome: 'reserved', id: ID, repeated: false };

/** A repository that answers what the test says, in turn, and fails on a call that it did not expect. */
function scripted(...script: [call: keyof StockRepository, answer: unknown][]) {
  const next = (call: keyof StockRepository) => (): Promise<never> => {
    const [expected, answer] = script.shift() ?? ['nothing', undefined];
    if (expected !== call) return Promise.reject(new Error(`expected ${expected}, got ${call}`));
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as never);
  };
  const fake = {
    reserve: next('reserve'),
    release: next('release'),
    complete: next('complete'),
    seed: next('seed'),
    available: next('available'),
  };
  const counted: string[] = [];
  const metrics = {
    count: (r: Reservation) => counted.push(r.outcome),
    countReleased: () => counted.push('released'),
    countCompleted: (orders: number) => counted.push(`${orders} completed`),
  };
  const service = new StockService(fake as unknown as StockRepository, metrics as never, PRODUCTS);
  return { service, counted, left: script };
}

const logged: object[] = [];
const ignore = (): void => undefined;

describe('StockService', () => {
  beforeAll(() =>
    Logger.overrideLogger({ log: (line: object) => logged.push(line), warn: ignore, error: ignore }),
  );
  beforeEach(() => {
    logged.length = 0;
  });
  afterAll(() => Logger.overrideLogger(false));

  it('seeds before the first reservation, and once only', async () => {
    const { service, counted, left } = scripted(['seed', 1], ['reserve', RESERVED], ['reserve', RESERVED]);
    expect(await service.reserve(ORDER, LINES)).toEqual(RESERVED);
    expect(await service.reserve(ORDER, LINES)).toEqual(RESERVED);
    expect(counted).toEqual(['reserved', 'reserved']);
    expect(left).toEqual([]);
  });

  it('reserves nothing while seeding fails, and seeds again the next time', async () => {
    const away = new Unavailable('inventory.redis_unavailable', 'away', 1);
    const { service, counted, left } = scripted(['seed', away], ['seed', 0], ['reserve', RESERVED]);
    await expect(service.reserve(ORDER, LINES)).rejects.toBe(away);
    expect(counted).toEqual([]);
    expect(await service.reserve(ORDER, LINES)).toEqual(RESERVED);
    expect(left).toEqual([]);
  });

  it('logs what it decides about an order, and not that it says so again', async () => {
    const rejected = { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01' } as const;
    const { service } = scripted(
      ['seed', 0],
      ['reserve', RESERVED],
      ['reserve', { ...RESERVED, repeated: true }],
      ['reserve', rejected],
    );
    for (let call = 0; call < 3; call += 1) await service.reserve(ORDER, LINES);
    expect(logged).toEqual([
      { msg: 'stock reserved', order_id: ORDER },
      { msg: 'stock rejected', order_id: ORDER, reason: 'out_of_stock', sku: 'LAMP-01' },
    ]);
  });

  it('seeds again when Redis came back empty, rather than reject the order', async () => {
    const { service, left } = scripted(
      ['seed', 0],
      ['reserve', undefined],
      ['seed', 1],
      ['reserve', RESERVED],
    );
    expect(await service.reserve(ORDER, LINES)).toEqual(RESERVED);
    expect(left).toEqual([]);
  });

  it('gives up as unavailable when Redis is emptied again and again', async () => {
    const { service, counted } = scripted(
      ['seed', 0],
      ['reserve', undefined],
      ['seed', 1],
      ['reserve', undefined],
    );
    await expect(service.reserve(ORDER, LINES)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(counted).toEqual([]);
  });

  it('counts a release only when something was released', async () => {
    const { service, counted } = scripted(
      ['release', true],
      ['release', false],
      ['release', true],
      ['release', false],
    );
    await service.release(ORDER);
    await service.release(ORDER);
    await service.releaseOnly(ORDER, ID);
    await service.releaseOnly(ORDER, ID);
    expect(counted).toEqual(['released', 'released']);
  });

  it('counts and logs the reservations of completed orders, without those that were gone', async () => {
    const { service, counted } = scripted(['complete', 1]);
    await service.complete([
      { orderId: ORDER, reservationId: ID },
      { orderId: ID, reservationId: ORDER },
    ]);
    expect(counted).toEqual(['1 completed']);
    expect(logged).toEqual([{ msg: 'reservations completed', orders: 2, completed: 1 }]);
  });

  it('seeds what the catalogue misses, then lists it', async () => {
    const { service, left } = scripted(['available', {}], ['seed', 1], ['available', { 'LAMP-01': '10' }]);
    expect(await service.catalog()).toEqual({
      items: [{ sku: 'LAMP-01', name: 'Lamp', priceCents: 4900, available: 10 }],
    });
    expect(left).toEqual([]);
  });

  it('lists no catalogue with holes', async () => {
    const { service } = scripted(['available', {}], ['seed', 1], ['available', {}]);
    await expect(service.catalog()).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'inventory.stock_not_seeded',
    });
  });
});
