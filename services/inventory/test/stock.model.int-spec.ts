import { randomUUID } from 'node:crypto';
import type { OrderLine } from '@lab/contracts';
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

type Step = {
  readonly do: 'place' | 'cancel' | 'refuse' | 'complete';
  readonly order: number;
  readonly id: number;
};

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
    fc.record<Step>({
      do: fc.constantFrom('place', 'place', 'place', 'cancel', 'refuse', 'complete'),
      order: fc.nat({ max: ORDERS - 1 }),
      /** Which of the reservations that the order ever had is meant: 0 is the newest. */
      id: fc.nat({ max: 2 }),
    }),
    { maxLength: 24 },
  ),
});

/** What the scripts should do, written down as simply as it can be said. */
class Model {
  readonly available = new Map(PRODUCTS.map(({ sku, stock }) => [sku, stock]));
  readonly sold = new Map<string, number>();
  /** Order → id of the reservation that stands. */
  readonly standing = new Map<number, string>();

  /** What is expected; `id` stands for that of a new reservation, which only Redis knows. */
  place(order: number, lines: readonly OrderLine[], id: string): Reservation {
    const standing = this.standing.get(order);
    if (standing !== undefined) return { outcome: 'reserved', id: standing, repeated: true };
    const rejection = this.reject(lines);
    if (rejection) return rejection;
    this.move(this.available, lines, -1);
    this.standing.set(order, id);
    return { outcome: 'reserved', id, repeated: false };
  }

  release(order: number, lines: readonly OrderLine[], onlyId?: string): boolean {
    if (!this.drop(order, onlyId)) return false;
    this.move(this.available, lines, 1);
    return true;
  }

  complete(order: number, lines: readonly OrderLine[], id: string): boolean {
    if (!this.drop(order, id)) return false;
    this.move(this.sold, lines, 1);
    return true;
  }

  private drop(order: number, onlyId: string | undefined): boolean {
    const standing = this.standing.get(order);
    if (standing === undefined || (onlyId !== undefined && onlyId !== standing)) return false;
    return this.standing.delete(order);
  }

  private reject(lines: readonly OrderLine[]): Reservation | undefined {
    for (const { sku } of lines) {
      const wanted = lines.filter((each) => each.sku === sku).reduce((sum, each) => sum + each.quantity, 0);
      const left = this.available.get(sku);
      if (left === undefined) return { outcome: 'rejected', reason: 'unknown_sku', sku };
      if (left < wanted) return { outcome: 'rejected', reason: 'out_of_stock', sku };
    }
    return undefined;
  }

  private move(pieces: Map<string, number>, lines: readonly OrderLine[], sign: 1 | -1): void {
    for (const { sku, quantity } of lines) pieces.set(sku, (pieces.get(sku) ?? 0) + sign * quantity);
  }
}

describe('the scripts against a model, with random orders, redeliveries, refusals and completions', () => {
  let server: TestRedis;
  let clients: Redis[];
  let stocks: StockRepository[];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await claimRedis();
    clients = Array.from({ length: 3 }, () => new Redis(server.url));
    stocks = clients.map((client) => new StockRepository(client));
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
      const orders = Array.from({ length: ORDERS }, () => randomUUID());
      const ids = new Map<number, string[]>();
      const model = new Model();
      for (const [at, step] of steps.entries()) {
        const [stock, order = '', wanted] = [stockOf(at), orders[step.order], linesOf(lines, step.order)];
        const known = ids.get(step.order) ?? [];
        const reservationId = known[step.id] ?? randomUUID();
        if (step.do === 'place') {
          const answer = await stock.reserve(order, wanted);
          const id = answer?.outcome === 'reserved' ? answer.id : '';
          expect(answer).toEqual(model.place(step.order, wanted, id));
          if (answer?.outcome === 'reserved' && !answer.repeated) ids.set(step.order, [id, ...known]);
          seen.add(answer?.outcome === 'rejected' ? answer.reason : `reserved ${Math.min(known.length, 1)}`);
        } else if (step.do === 'complete') {
          const completed = await stock.complete([{ orderId: order, reservationId }]);
          expect(completed === 1).toBe(model.complete(step.order, wanted, reservationId));
          seen.add(`completed ${completed}`);
        } else {
          const onlyId = step.do === 'refuse' ? reservationId : undefined;
          const released = await stock.release(order, onlyId);
          expect(released).toBe(model.release(step.order, wanted, onlyId));
          seen.add(`${step.do} ${released}`);
        }
        const books = await readBooks(server.redis);
        expectConserved(books);
        expect(books.available).toEqual(Object.fromEntries(model.available));
        expect(books.sold).toEqual(Object.fromEntries(model.sold));
      }
    });
    await fc.assert(property, { numRuns: 200 });
    // the scenarios reach what they are about
    expect([...seen].sort()).toEqual([
      'cancel false',
      'cancel true',
      'completed 0',
      'completed 1',
      'out_of_stock',
      'refuse false',
      'refuse true',
      'reserved 0',
      'reserved 1',
      'unknown_sku',
    ]);
  });

  it('conserves stock at every moment, and keeps one reservation of an order, when everything happens at once', async () => {
    const property = fc.asyncProperty(scenario, async ({ lines, steps }) => {
      await server.clear();
      await stockOf(0).seed(PRODUCTS);
      const orders = Array.from({ length: ORDERS }, () => randomUUID());
      const watched = Array.from({ length: 5 }, async () => expectConserved(await readBooks(server.redis)));
      const answers = await Promise.all(
        steps.map(async ({ do: what, order: index }, at) => {
          const [stock, order = '', wanted] = [stockOf(at), orders[index], linesOf(lines, index)];
          if (what === 'place') return { index, answer: await stock.reserve(order, wanted) };
          if (what === 'cancel') await stock.release(order);
          return { index, answer: undefined };
        }),
      );
      await Promise.all(watched);
      const books = await readBooks(server.redis);
      expectConserved(books);
      for (const [index, order] of orders.entries()) {
        const ids = answers.flatMap((each) =>
          each.index === index && each.answer?.outcome === 'reserved' ? [each.answer.id] : [],
        );
        const standing = books.reservations[order];
        if (standing) expect(ids).toContain(standing.id);
        const isCancelled = steps.some((step) => step.do === 'cancel' && step.order === index);
        if (!isCancelled) {
          expect(new Set(ids).size).toBeLessThanOrEqual(1);
          expect(standing !== undefined).toBe(ids.length > 0);
        }
      }
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
