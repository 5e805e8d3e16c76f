import { type Catalog, Unavailable } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import { CatalogService } from './catalog.service';
import type { InventoryClient } from './inventory.client';

const LIMITS = { CATALOG_FRESH_MS: 1_000, CATALOG_STALE_MS: 60_000 };
/** A caller that waits for as long as it takes. */
const stays = new AbortController().signal;
const away = new Unavailable('inventory.unreachable', 'inventory cannot be used', 1);
const catalogWith = (available: number): Catalog => ({
  items: [{ sku: 'LAMP-01', name: 'Lamp', priceCents: 4900, available }],
});

/** An inventory that gives the answers in turn, and rejects a question too many. */
function serviceOn(...answers: (Catalog | Error)[]) {
  let asked = 0;
  const stock = (): Promise<Catalog> => {
    const answer = answers[asked++] ?? new Error('asked once too often');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const service = new CatalogService({ stock } as InventoryClient, LIMITS);
  return { service, asked: () => asked };
}

describe('CatalogService', () => {
  beforeEach(() => {
    Logger.overrideLogger(false);
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  it('asks once for all who want to know at the same time', async () => {
    const { service, asked } = serviceOn(catalogWith(5));
    const answers = await Promise.all([
      service.current(stays),
      service.current(stays),
      service.current(stays),
    ]);
    expect(answers).toEqual(Array(3).fill({ catalog: catalogWith(5), ageMs: 0 }));
    expect(asked()).toBe(1);
  });

  it('lets a caller go that gives up, and reads on for the others', async () => {
    const answer = Promise.withResolvers<Catalog>();
    const service = new CatalogService({ stock: () => answer.promise } as InventoryClient, LIMITS);
    const caller = new AbortController();
    const left = service.current(caller.signal);
    const other = service.current(stays);
    caller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await expect(service.current(caller.signal)).rejects.toThrow('gone');
    answer.resolve(catalogWith(5));
    expect(await other).toMatchObject({ catalog: catalogWith(5) });
  });

  it('shows the same one while it is fresh, and tells its age', async () => {
    const { service, asked } = serviceOn(catalogWith(5), catalogWith(4));
    await service.current(stays);
    jest.advanceTimersByTime(999);
    expect(await service.current(stays)).toEqual({ catalog: catalogWith(5), ageMs: 999 });
    jest.advanceTimersByTime(1);
    expect(await service.current(stays)).toEqual({ catalog: catalogWith(4), ageMs: 0 });
    expect(asked()).toBe(2);
  });

  it('shows an old one while inventory is away, asks again once per second, and is current when it is back', async () => {
    const { service, asked } = serviceOn(catalogWith(5), away, away, catalogWith(3));
    await service.current(stays);
    jest.advanceTimersByTime(2_000);
    expect(await service.current(stays)).toEqual({ catalog: catalogWith(5), ageMs: 2_000 });
    expect(await service.current(stays)).toEqual({ catalog: catalogWith(5), ageMs: 2_000 });
    expect(asked()).toBe(2);
    jest.advanceTimersByTime(1_000);
    expect(await service.current(stays)).toEqual({ catalog: catalogWith(5), ageMs: 3_000 });
    jest.advanceTimersByTime(1_000);
    expect(await service.current(stays)).toEqual({ catalog: catalogWith(3), ageMs: 0 });
  });

  it('shows none that is too old', async () => {
    const { service } = serviceOn(catalogWith(5), away, catalogWith(2));
    await service.current(stays);
    jest.advanceTimersByTime(60_001);
    await expect(service.current(stays)).rejects.toBe(away);
    expect(await service.current(stays)).toMatchObject({ catalog: catalogWith(2) });
  });

  it('has none to show when inventory was away from the start, and recovers', async () => {
    const { service } = serviceOn(away, catalogWith(1));
    await expect(service.current(stays)).rejects.toBe(away);
    expect(await service.current(stays)).toMatchObject({ catalog: catalogWith(1) });
  });

  it('hides no bug behind an old catalogue', async () => {
    const bug = new TypeError('undefined is not a function');
    const { service } = serviceOn(catalogWith(5), bug);
    await service.current(stays);
    jest.advanceTimersByTime(2_000);
    await expect(service.current(stays)).rejects.toBe(bug);
  });
});
