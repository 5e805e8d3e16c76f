import { randomUUID } from 'node:crypto';
import { type OrderLine, REDIS_KEYS } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import type { Product } from '../src/stock/products';
import type { Reservation } from '../src/stock/stock';
import { StockRepository } from '../src/stock/stock.repository';
import { type TestRedis, claimRedis, expectConserved, readBooks } from './support/redis';

const PRODUCTS: Product[] = [
  ['A-1', 6],
  ['B-1', 3],
  ['C-1', 0],
].map(([sku, stock]) => ({
  sku: String(sku),
  name: 'x',
  priceCents: 1,
  stock: Number(stock),
}));
const ORDERS = 4;

type Step = { readonly do: 'place' | 'cancel'; readonly order: number };

const line = fc.record({
  sku: fc.constantFrom('A-1', 'B-1', 'C-1', 'NONE-1'),
  quantity: fc.integer({ min: 1, max: 4 }),
});
/** Mostly SKUs that there are, so that enough orders succeed. */
const someLines = fc.array(
  fc.oneof({ weight: 5, arbitrary: line.map((l) => ({ ...l, sku: 'A-1' })) }, line),
  { minLength: 1, maxLength: 3 },
);
const scenario = fc.record({
  lines: fc.array(someLines, { minLength: ORDERS, maxLength: ORDERS }),
  steps: fc.array(
    fc.record<Step>({ do: fc.constantFrom('place', 'place', 'cancel'), order: fc.nat({ max: ORDERS - 1 }) }),
    { maxLength: 16 },
  ),
});

/** What the scripts should do, written down as simply as it can be said. */
class Model {
  readonly available = new Map(PRODUCTS.map(({ sku, stock }) => [sku, stock]));
  readonly settled = new Map<number, Reservation>();

  place(order: number, lines: readonly OrderLine[]): Reservation {
    const settled = this.settled.get(order);
    if (settled) return { ...settled, repeated: true };
    const outcome = this.decide(lines);
    if (outcome.outcome === 'reserved') this.move(lines, -1);
    this.settled.set(order, outcome);
    return outcome;
  }

  cancel(order: number, lines: readonly OrderLine[]): boolean {
    const hadReservation = this.settled.get(order)?.outcome === 'reserved';
    if (hadReservation) this.move(lines, 1);
    this.settled.set(order, { outcome: 'cancelled', repeated: false });
    return hadReservation;
  }

  private decide(lines: readonly OrderLine[]): Reservation {
    for (const { sku } of lines) {
      const wanted = lines.filter((each) => each.sku === sku).reduce((sum, each) => sum + each.quantity, 0);
      const left = this.available.get(sku);
      if (left === undefined) return { outcome: 'rejected', reason: 'unknown_sku', sku, repeated: false };
      if (left < wanted) return { outcome: 'rejected', reason: 'out_of_stock', sku, repeated: false };
    }
    return { outcome: 'reserved', repeated: false };
  }

  private move(lines: readonly OrderLine[], sign: 1 | -1): void {
    for (const { sku, quantity } of lines)
      this.available.set(sku, (this.available.get(sku) ?? NaN) + sign * quantity);
  }
}

describe('the scripts against a model, with random orders, redeliveries and cancellations', () => {
  let server: TestRedis;
  let clients: Redis[];
  let stocks: StockRepository[];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await claimRedis();
    clients = Array.from({ length: 3 }, () => new Redis(server.url));
    stocks = clients.map((client) => new StockRepository(client, { CLOSED_ORDER_TTL_SECONDS: 60 }));
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.quit()));
    await server.close();
  });

  const stockOf = (client: number): StockRepository => {
    const stock = stocks[client % stocks.length];
    if (!stock) throw new Error('no client');
    return stock;
  };
  const linesOf = (all: readonly OrderLine[][], order: number): OrderLine[] => all[order] ?? [];

  it('gives the answers of the model and conserves stock after each step', async () => {
    const seen = new Set<string>();
    const property = fc.asyncProperty(scenario, async ({ lines, steps }) => {
      await server.clear();
      await stockOf(0).seed(PRODUCTS);
      const ids = Array.from({ length: ORDERS }, () => randomUUID());
      const model = new Model();
      for (const [at, step] of steps.entries()) {
        const [id = '', wanted] = [ids[step.order], linesOf(lines, step.order)];
        if (step.do === 'place') {
          const answer = await stockOf(at).reserve(id, wanted);
          expect(answer).toEqual(model.place(step.order, wanted));
          seen.add(answer?.outcome ?? 'none');
        } else {
          expect(await stockOf(at).release(id)).toBe(model.cancel(step.order, wanted));
        }
        const books = await readBooks(server.redis);
        expectConserved(books);
        expect(books.available).toEqual(Object.fromEntries(model.available));
      }
    });
    await fc.assert(property, { numRuns: 150 });
    expect([...seen].sort()).toEqual(['cancelled', 'rejected', 'reserved']); // the scenarios reach what they are about
  });

  it('conserves stock at every moment, and settles each order one way, when everything happens at once', async () => {
    const property = fc.asyncProperty(scenario, async ({ lines, steps }) => {
      await server.clear();
      await stockOf(0).seed(PRODUCTS);
      const ids = Array.from({ length: ORDERS }, () => randomUUID());
      const watched = Array.from({ length: 5 }, async () => expectConserved(await readBooks(server.redis)));
      const answers = await Promise.all(
        steps.map(async (step, at) => {
          const [id = '', wanted] = [ids[step.order], linesOf(lines, step.order)];
          if (step.do === 'cancel')
            return stockOf(at)
              .release(id)
              .then(() => ({ ...step, answer: undefined }));
          return { ...step, answer: await stockOf(at).reserve(id, wanted) };
        }),
      );
      await Promise.all(watched);
      const books = await readBooks(server.redis);
      expectConserved(books);
      for (const [order, id] of ids.entries()) {
        const own = answers.filter((each) => each.order === order);
        const first = own.filter(
          ({ answer }) => answer && !answer.repeated && answer.outcome !== 'cancelled',
        );
        expect(first.length).toBeLessThanOrEqual(1);
        const isCancelled = own.some((each) => each.do === 'cancel');
        const isReserved = first[0]?.answer?.outcome === 'reserved';
        expect(id in books.reservations).toBe(isReserved && !isCancelled);
        if (isCancelled) expect(await server.redis.get(REDIS_KEYS.closed(id))).toBe('cancelled');
      }
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
